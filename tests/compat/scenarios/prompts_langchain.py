"""A prompt turned into LangChain's own templates: variables, braces in JSON, and a placeholder that stays open."""

from langchain_core.prompts import ChatPromptTemplate, PromptTemplate
from langfuse import Langfuse
from patience import report

langfuse = Langfuse()
langfuse.create_prompt(name="lc/text", prompt='Answer {{question}} as {"answer": "…"}.', labels=["production"])
langfuse.create_prompt(
    name="lc/chat",
    type="chat",
    labels=["production"],
    prompt=[
        {"role": "system", "content": "You speak {{language}}."},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "{{question}}"},
    ],
)
text = PromptTemplate.from_template(langfuse.get_prompt("lc/text").get_langchain_prompt())
chat = ChatPromptTemplate.from_messages(langfuse.get_prompt("lc/chat", type="chat").get_langchain_prompt())
filled = chat.invoke({"language": "Polish", "question": "why?", "history": [("human", "hi"), ("ai", "hello")]})
report(
    text=text.format(question="why?"),
    variables=sorted(chat.input_variables),
    messages=[[message.type, message.content] for message in filled.to_messages()],
)
