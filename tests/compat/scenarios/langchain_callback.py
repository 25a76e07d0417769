"""LangChain exactly as people write it: the callback handler, session and user in the config's metadata."""

import os

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
from langfuse import get_client
from langfuse.langchain import CallbackHandler
from patience import report, until

chain = (
    ChatPromptTemplate.from_messages([("system", "Answer briefly."), ("human", "{question}")])
    | ChatOpenAI(model="gpt-4o", base_url=os.environ["OPENAI_BASE_URL"], api_key="test")
    | StrOutputParser()
)
handler = CallbackHandler()
answer = chain.invoke(
    {"question": "你好?"},
    config={
        "callbacks": [handler],
        "metadata": {"langfuse_session_id": "s-lc", "langfuse_user_id": "ana", "langfuse_tags": ["chat"]},
    },
)
langfuse = get_client()
langfuse.flush()
trace_id = handler.last_trace_id
found = until(
    lambda: langfuse.api.observations.get_many(trace_id=trace_id, fields="core,basic,io,usage,model,trace_context"),
    lambda page: len(page.data) >= 4,
)
report(
    answer=answer,
    names={o.name: o.type for o in found.data},
    users=sorted({o.user_id for o in found.data}),
    sessions=sorted({o.session_id for o in found.data}),
    generation=next(
        {"model": o.model, "usage": o.usage_details, "input": o.input, "output": o.output}
        for o in found.data
        if o.type == "GENERATION"
    ),
)
