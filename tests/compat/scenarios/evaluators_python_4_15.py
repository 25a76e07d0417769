"""Langfuse Python 4.15, the last with the unstable API: evaluators by name, rules with a target, read back in its types."""

from langfuse import Langfuse
from langfuse.api.unstable.commons import (
    EvaluationRuleFilter_StringOptions,
    EvaluatorOutputDefinition_Boolean,
    EvaluatorOutputFieldDefinition,
    PromptVariableMappingInput,
)
from langfuse.api.unstable.errors import ConflictError, NotFoundError
from langfuse.api.unstable.evaluation_rules import (
    CreateEvaluationRuleEvaluatorAssignment,
    CreateEvaluationRuleEvaluatorReference,
    CreateEvaluationRuleWithEvaluatorsRequest,
    CreateLlmAsJudgeEvaluationRuleRequest,
    LlmAsJudgeEvaluationRuleEvaluatorReference,
)
from langfuse.api.unstable.evaluators import CreateEvaluatorRequest_Code, CreateEvaluatorRequest_LlmAsJudge
from patience import report

api = Langfuse().api.unstable
field = EvaluatorOutputFieldDefinition(description="whether it helps")
judge = CreateEvaluatorRequest_LlmAsJudge(
    name="helps", prompt="Judge {{output}}", output_definition=EvaluatorOutputDefinition_Boolean(reasoning=field, score=field)
)
first = api.evaluators.create(request=judge)
second = api.evaluators.create(request=judge)
api.evaluators.create(
    request=CreateEvaluatorRequest_Code(
        name="short", source_code="def evaluate(ctx):\n    return True\n", source_code_language="PYTHON"
    )
)
mapping = [PromptVariableMappingInput(variable="output", source="output", json_path="$.content")]
rule = api.evaluation_rules.create(
    request=CreateLlmAsJudgeEvaluationRuleRequest(
        name="generations",
        evaluator=LlmAsJudgeEvaluationRuleEvaluatorReference(name="helps"),
        target="observation",
        enabled=True,
        mapping=mapping,
        filter=[EvaluationRuleFilter_StringOptions(column="type", operator="any of", value=["GENERATION"])],
    )
)
both = [
    CreateEvaluationRuleEvaluatorAssignment(evaluator=CreateEvaluationRuleEvaluatorReference(name=name, type=kind))
    for name, kind in (("helps", "llm_as_judge"), ("short", "code"))
]
items = api.evaluation_rules.create(
    request=CreateEvaluationRuleWithEvaluatorsRequest(name="items", evaluators=both, target="experiment", enabled=False)
)
changed = api.evaluation_rules.update(rule.id, sampling=0.25, enabled=False)


def refused(call):
    try:
        call()
    except (ConflictError, NotFoundError) as error:
        return [type(error).__name__, str(error.body.code)]
    return None


listed = {one.name: one for one in api.evaluation_rules.list(limit=50).data}
trace = listed["screen trace"]
report(
    versions=[first.id == second.id, first.version, second.version],
    evaluators={one.name: [one.type, one.variables, one.evaluation_rule_count] for one in api.evaluators.list().data},
    got=[api.evaluators.get(first.id).output_definition.score.description, api.evaluators.get(first.id).prompt],
    rule=[
        str(rule.target),
        str(rule.status),
        rule.evaluator.name,
        [[m.variable, str(m.source), m.json_path] for m in rule.mapping],
    ],
    items=[str(items.target), [one.evaluator.name for one in items.evaluators], str(items.status)],
    changed=[changed.sampling, str(changed.status), [[f.column, f.value] for f in changed.filter]],
    trace=[str(trace.target), trace.delay, [str(one) for one in trace.time_scope]],
    taken=refused(
        lambda: api.evaluation_rules.create(
            request=CreateEvaluationRuleWithEvaluatorsRequest(name="items", evaluators=both, target="experiment", enabled=True)
        )
    ),
    missing=refused(lambda: api.evaluation_rules.get("nothing")),
    deleted=[bool(api.evaluation_rules.delete(items.id).message), bool(api.evaluators.delete(first.id).message)],
)
