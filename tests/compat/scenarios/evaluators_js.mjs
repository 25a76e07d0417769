// @langfuse/client 5: evaluators and evaluation rules through the generated client, made, listed, changed, read back, deleted.
import { LangfuseClient } from "@langfuse/client";

const { api } = new LangfuseClient();
const judge = await api.evaluators.create({
  type: "llm_as_judge", name: "quality", prompt: "Judge {{answer}}",
  outputDefinition: { dataType: "NUMERIC", minValue: 0, maxValue: 1 },
  variableMapping: [{ variable: "answer", source: "output", jsonPath: "$.content" }],
});
const code = await api.evaluators.create({ type: "code", name: "short", sourceCode: "def evaluate(ctx):\n    return True\n", sourceCodeLanguage: "PYTHON" });
const described = await api.evaluators.update(judge.id, { description: "changed" });
const second = await api.evaluators.update(judge.id, {
  type: "llm_as_judge", prompt: [{ role: "user", content: "Rate {{answer}}" }], outputDefinition: { dataType: "BOOLEAN" },
});
const conditions = [
  { type: "stringOptions", column: "type", operator: "any of", value: ["GENERATION"] },
  { type: "stringObject", column: "metadata", key: "tier", operator: "is set", value: "" },
];
const rule = await api.evaluationRules.create({ name: "gold", enabled: true, filter: conditions, evaluatorAssignments: [{ evaluatorId: judge.id }, { evaluatorId: code.id }] });
const changed = await api.evaluationRules.update(rule.id, { sampling: 0.25, evaluatorAssignments: [{ evaluatorId: code.id }] });
const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return [error.statusCode, error.body?.code];
  }
  return null;
};
const rules = (await api.evaluationRules.list({ limit: 100 })).data;
const screen = rules.find((one) => one.name === "screen rest");
const back = await api.evaluationRules.update(screen.id, { filter: screen.filter });
console.log("RESULT " + JSON.stringify({
  judge: { prompt: judge.prompt, variables: judge.variables, output: judge.outputDefinition.dataType, status: judge.status },
  described: [described.description, described.version],
  second: [second.version, second.prompt, second.outputDefinition.dataType],
  versions: (await api.evaluators.listVersions(judge.id)).data.map((one) => one.version),
  rule: [rule.filter, rule.sampling, rule.evaluatorAssignments.map((one) => one.evaluatorId === judge.id)],
  changed: [changed.sampling, changed.filter, changed.evaluatorAssignments.length],
  same: JSON.stringify(back.filter) === JSON.stringify(screen.filter), screen: screen.filter,
  missing: await refused(() => api.evaluators.get("nothing")),
  invalid: await refused(() => api.evaluationRules.create({ name: "x", enabled: true, filter: [{ type: "string", column: "nothing", operator: "=", value: "x" }], evaluatorAssignments: [{ evaluatorId: code.id }] })),
  deleted: [(await api.evaluationRules.delete(rule.id)).id === rule.id, (await api.evaluators.delete(judge.id)).id === judge.id],
  left: (await api.evaluators.list()).data.map((one) => one.name),
}));
process.exit(0);
