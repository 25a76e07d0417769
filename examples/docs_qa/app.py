"""A documentation Q&A chain, as in the tutorials of this field: LangChain retrieval with the official Langfuse callback handler.

    OPENAI_API_KEY=…  LANGFUSE_PUBLIC_KEY=…  LANGFUSE_SECRET_KEY=…  LANGFUSE_HOST=http://127.0.0.1:3000 \
        python examples/docs_qa/app.py "How do I roll back a deployment?"

Any OpenAI-compatible endpoint works: set OPENAI_BASE_URL.
"""

from __future__ import annotations

import sys
import uuid
from operator import itemgetter
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
from langchain_core.runnables import Runnable, RunnableBranch, RunnablePassthrough
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langfuse import get_client
from langfuse.langchain import CallbackHandler

KNOWLEDGE = Path(__file__).parent / "knowledge"

CONDENSE = ChatPromptTemplate.from_messages(
    [
        ("system", "Rewrite the last question so that it can be understood without the conversation. Keep its language."),
        MessagesPlaceholder("history"),
        ("human", "{question}"),
    ]
)
ANSWER = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "You answer questions about Harbor, a platform for running web services. Use only the documentation below. Answer in "
            "the language of the question, in at most five sentences, and name the command when there is one. If the "
            "documentation does not say, tell the user so and offer to open a ticket.\n\nDocumentation:\n{context}",
        ),
        MessagesPlaceholder("history"),
        ("human", "{question}"),
    ]
)


def load_documents() -> list[Document]:
    """One document a section of the knowledge files."""
    documents: list[Document] = []
    for path in sorted(KNOWLEDGE.glob("*.md")):
        for section in path.read_text("utf-8").split("\n# "):
            title, _, body = section.lstrip("# ").partition("\n")
            documents.append(Document(body.strip(), metadata={"title": title.strip(), "source": path.name}))
    return documents


def build_chain(model: str = "gpt-4o", condense_model: str = "gpt-4o-mini") -> Runnable[dict[str, object], str]:
    """History-aware retrieval: rewrite the question when there is a history, fetch four sections, answer from them."""
    store = InMemoryVectorStore(OpenAIEmbeddings(model="text-embedding-3-small", check_embedding_ctx_length=False))
    store.add_documents(load_documents())
    retriever = store.as_retriever(search_kwargs={"k": 4}).with_config(run_name="search documentation")
    condense = (CONDENSE | ChatOpenAI(model=condense_model, temperature=0) | StrOutputParser()).with_config(
        run_name="condense question"
    )
    query = RunnableBranch((lambda inputs: bool(inputs["history"]), condense), itemgetter("question"))

    def join(documents: list[Document]) -> str:
        return "\n\n".join(f"## {document.metadata['title']}\n{document.page_content}" for document in documents)

    answer = (ANSWER | ChatOpenAI(model=model, temperature=0.2, stream_usage=True) | StrOutputParser()).with_config(
        run_name="answer"
    )
    context = (query | retriever | join).with_config(run_name="retrieve context")
    return (RunnablePassthrough.assign(context=context) | answer).with_config(run_name="docs-qa")


def ask(
    chain: Runnable[dict[str, object], str],
    question: str,
    history: list[BaseMessage],
    *,
    session_id: str,
    user_id: str,
    tags: list[str] | None = None,
) -> str:
    """One turn of a conversation; the trace carries the session and the user through the config's metadata."""
    answer = ""
    config = {
        "callbacks": [CallbackHandler()],
        "metadata": {"langfuse_session_id": session_id, "langfuse_user_id": user_id, "langfuse_tags": tags or ["docs-qa"]},
    }
    for piece in chain.stream({"question": question, "history": history}, config=config):
        answer += piece
    history += [HumanMessage(question), AIMessage(answer)]
    return answer


def main() -> None:
    """Ask the questions given on the command line as one conversation."""
    chain, history, session_id = build_chain(), [], f"docs-{uuid.uuid4()}"
    for question in sys.argv[1:] or ["How do I roll back a deployment?", "And what happens to the database then?"]:
        print(f"\n> {question}\n{ask(chain, question, history, session_id=session_id, user_id='you@example.com')}")
    get_client().flush()


if __name__ == "__main__":
    main()
