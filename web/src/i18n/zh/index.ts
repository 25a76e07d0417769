/** 简体中文, one file a noun, loaded when it is chosen. The types demand the same keys as English. */
import type { Dictionary } from "../translate";
import { account } from "./account";
import { actions } from "./actions";
import { analytics } from "./analytics";
import { answers } from "./answers";
import { auth } from "./auth";
import { charts } from "./charts";
import { command } from "./command";
import { connections } from "./connections";
import { costs } from "./costs";
import { datasets } from "./datasets";
import { errors } from "./errors";
import { evaluation } from "./evaluation";
import { experiments } from "./experiments";
import { fields } from "./fields";
import { filter } from "./filter";
import { forms } from "./forms";
import { instance } from "./instance";
import { mail } from "./mail";
import { playground } from "./playground";
import { prompts } from "./prompts";
import { queues } from "./queues";
import { scores } from "./scores";
import { sessions } from "./sessions";
import { settings } from "./settings";
import { sharing } from "./sharing";
import { shell } from "./shell";
import { sso } from "./sso";
import { start } from "./start";
import { states } from "./states";
import { table } from "./table";
import { time } from "./time";
import { trace } from "./trace";
import { tracing } from "./tracing";
import { views } from "./views";
import { webhooks } from "./webhooks";

export const zh: Dictionary = {
  account,
  actions,
  analytics,
  answers,
  auth,
  charts,
  command,
  connections,
  costs,
  datasets,
  errors,
  evaluation,
  experiments,
  fields,
  filter,
  forms,
  instance,
  mail,
  playground,
  prompts,
  queues,
  scores,
  sessions,
  settings,
  sharing,
  shell,
  sso,
  start,
  states,
  table,
  time,
  trace,
  tracing,
  views,
  webhooks,
};
