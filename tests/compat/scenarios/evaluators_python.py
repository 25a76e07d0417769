"""Langfuse Python 4.18 and 5: evaluators and evaluation rules through the generated client, made, listed, changed, read back, deleted."""

from langfuse import Langfuse
from langfuse.api.core import ApiError
from langfuse.api.evaluation_commons import (
    EvaluationRuleFilter_Boolean,
    EvaluationRuleFilter_StringObject,
    EvaluationRuleFilter_StringOptions,
    EvaluatorOutputDefinition_Categorical,
    EvaluatorOutputDefinition_Numeric,
    PromptVariableMappingInput,
)
from langfuse.api.evaluation_errors import EvaluationNotFoundError
from langfuse.api.evaluation_rules import EvaluationRuleEvaluatorAssignmentInput as Assignment
from langfuse.api.evaluators import (
    CreateEvaluatorRequest_Code,
    CreateEvaluatorRequest_LlmAsJudge,
    EvaluatorChatMessage,
    UpdateEvaluatorMetadataRequest,
    UpdateLlmAsJudgeEvaluatorRequest,
)
from patience import report, until

api = Langfuse().api
numeric = EvaluatorOutputDefinition_Numeric(min_value=0, max_value=1, score_value_instructions="how good")
judge = api.evaluators.create(
    request=CreateEvaluatorRequest_LlmAsJudge(
        name="quality",
        description="d",
        prompt="Judge {{answer}}",
        output_definition=numeric,
        variable_mapping=[PromptVariableMappingInput(variable="answer", source="output", json_path="$.content")],
    )
)
code = api.evaluators.create(
    request=CreateEvaluatorRequest_Code(
        name="short", source_code="def evaluate(ctx):\n    return len(ctx.output) < 5\n", source_code_language="PYTHON"
    )
)
metadata_only = api.evaluators.update(judge.id, request=UpdateEvaluatorMetadataRequest(description="changed"))
second = api.evaluators.update(
    judge.id,
    request=UpdateLlmAsJudgeEvaluatorRequest(
        prompt=[
            EvaluatorChatMessage(role="system", content="Be strict"),
            EvaluatorChatMessage(role="user", content="{{answer}}"),
        ],
        output_definition=EvaluatorOutputDefinition_Categorical(categories=["good", "bad"], should_allow_multiple_matches=False),
    ),
)
conditions = [
    EvaluationRuleFilter_StringOptions(column="type", operator="any of", value=["GENERATION"]),
    EvaluationRuleFilter_StringObject(column="metadata", key="tier", operator="=", value="gold"),
]
rule = api.evaluation_rules.create(
    name="gold",
    enabled=True,
    sampling=0.5,
    filter=conditions,
    evaluator_assignments=[Assignment(evaluator_id=judge.id), Assignment(evaluator_id=code.id)],
)
items = api.evaluation_rules.create(
    name="items",
    enabled=True,
    filter=[EvaluationRuleFilter_Boolean(column="isExperimentItemRootSpan", operator="=", value=True)],
    evaluator_assignments=[Assignment(evaluator_id=code.id)],
)
renamed = api.evaluation_rules.update(rule.id, name="gold only", filter=[*conditions[:1]])
emptied = api.evaluation_rules.update(items.id, evaluator_assignments=[])


def refused(call):
    try:
        call()
    except EvaluationNotFoundError as error:
        return [error.status_code, str(error.body.code)]
    except ApiError as error:
        return [error.status_code, str(getattr(error.body, "code", error.body))]
    return None


by_page = []
cursor = None
while True:
    page = api.evaluators.list(limit=1, cursor=cursor)
    by_page += [one.name for one in page.data]
    cursor = page.meta.cursor
    if cursor is None:
        break


def conditions_of(rule):
    return [[one.type, one.column, getattr(one, "key", None), one.operator, one.value] for one in rule.filter]


own = {one.name: one for one in until(lambda: api.evaluation_rules.list(limit=100).data)}
of_screen = {name: one for name, one in own.items() if name.startswith("screen")}
written_back = {
    name: conditions_of(api.evaluation_rules.update(one.id, filter=[c.dict() for c in one.filter]))
    for name, one in of_screen.items()
    if "trace" not in name
}
report(
    judge={
        "status": str(judge.status),
        "variables": judge.variables,
        "prompt": [[str(m.role), m.content] for m in judge.prompt],
        "mapping": [[m.variable, m.source, m.json_path] for m in judge.variable_mapping],
        "output": judge.output_definition.data_type,
    },
    code={"source": code.source_code, "language": str(code.source_code_language), "type": code.type},
    metadata_only=[metadata_only.description, metadata_only.version],
    second=[second.version, [str(m.role) for m in second.prompt], second.output_definition.categories],
    versions=[one.version for one in api.evaluators.list_versions(judge.id).data],
    got=api.evaluators.get(code.id).name,
    by_page=by_page,
    rule={
        "filter": conditions_of(rule),
        "sampling": rule.sampling,
        "enabled": rule.enabled,
        "assigned": [a.evaluator_id == judge.id for a in rule.evaluator_assignments],
    },
    assignments=[a.evaluation_rule_id == rule.id for a in api.evaluators.get(judge.id).evaluation_rule_assignments],
    items=conditions_of(items),
    renamed=[renamed.name, conditions_of(renamed), renamed.sampling],
    emptied=[emptied.enabled, emptied.evaluator_assignments],
    of_screen={name: conditions_of(one) for name, one in of_screen.items()},
    written_back=written_back,
    missing=refused(lambda: api.evaluators.get("nothing")),
    missing_rule=refused(lambda: api.evaluation_rules.get("nothing")),
    invalid=refused(lambda: api.evaluation_rules.create(name="x", enabled=True, evaluator_assignments=[])),
    legacy=refused(lambda: api.evaluation_rules.update(of_screen["screen trace"].id, name="y")),
    switched_off=api.evaluation_rules.update(of_screen["screen trace"].id, enabled=False).enabled,
    deleted=[api.evaluation_rules.delete(rule.id).id == rule.id, api.evaluators.delete(judge.id).id == judge.id],
    left=[one.name for one in api.evaluators.list().data],
)
