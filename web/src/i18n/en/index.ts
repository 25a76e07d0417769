/** The English words that come with the app, one file a noun; those of `late/` come with their pages. Chinese stands beside it in ../zh
 * and must have the same keys. */
import { actions } from "./actions";
import { analytics } from "./analytics";
import { answers } from "./answers";
import { auth } from "./auth";
import { charts } from "./charts";
import { connections } from "./connections";
import { datasets } from "./datasets";
import { errors } from "./errors";
import { fields } from "./fields";
import { filter } from "./filter";
import { forms } from "./forms";
import { instance } from "./instance";
import { names } from "./names";
import { queues } from "./queues";
import { scores } from "./scores";
import { sessions } from "./sessions";
import { settings } from "./settings";
import { sharing } from "./sharing";
import { shell } from "./shell";
import { start } from "./start";
import { states } from "./states";
import { table } from "./table";
import { time } from "./time";
import { trace } from "./trace";
import { tracing } from "./tracing";
import { views } from "./views";
import { webhooks } from "./webhooks";

export const en = {
  ...names,
  actions,
  analytics,
  answers,
  auth,
  charts,
  connections,
  datasets,
  errors,
  fields,
  filter,
  forms,
  instance,
  queues,
  scores,
  sessions,
  settings,
  sharing,
  shell,
  start,
  states,
  table,
  time,
  trace,
  tracing,
  views,
  webhooks,
} as const;
