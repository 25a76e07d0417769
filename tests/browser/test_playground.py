"""The playground on screen, against a local provider: streaming, tools, images, failures, comparing, tables, sharing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Generator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import App
from tests.builders.events import event
from tests.builders.projects import TestProject
from tests.servers.llm_provider import GOOD_KEY, MODELS, LlmProvider, llm_provider

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CUT_FIRST_STREAM = """
const fetch = window.fetch;
let cut = 0;
window.fetch = async (...request) => {
  const answer = await fetch(...request);
  if (cut > 1 || !answer.headers.get("content-type")?.includes("event-stream") || !answer.url.includes("/playground/")) return answer;
  cut += 1;
  if (cut === 2) throw new TypeError("the network is away");
  const reader = answer.body.getReader();
  let pieces = 0;
  const body = new ReadableStream({
    async pull(stream) {
      pieces += 1;
      if (pieces > 3) return stream.error(new TypeError("the network went away"));
      const { value } = await reader.read();
      stream.enqueue(value);
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
};
"""
"""Breaks the first stream of a run in the middle, and the first attempt to take it up."""
EIGHT_WORDS = "one two three four five six seven eight"


@pytest.fixture(scope="module")
def provider() -> Generator[LlmProvider]:
    with llm_provider() as running:
        yield running


@pytest.fixture
def connected(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> LlmProvider:
    """The project has a connection to the provider, named `local`."""
    body = {
        "provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "secret": GOOD_KEY,
        "custom_models": [*MODELS, "error-401", "error-429"], "with_default_models": False,
    }  # fmt: skip
    assert client.put(f"/api/v1/projects/{project.id}/llm-connections", json=body).status_code == 200
    return provider


def start(app: App) -> Page:
    """A new session."""
    page = app.open("/playground/new")
    expect(column(page, "A")).to_be_visible()
    return page


def column(page: Page, letter: str) -> Locator:
    return page.get_by_role("region", name=f"Column {letter}", exact=True)


def answer(page: Page, letter: str) -> Locator:
    return page.get_by_role("region", name=f"Answer of column {letter}", exact=True)


def choose_model(page: Page, letter: str, model: str) -> None:
    page.get_by_role("button", name=f"Model of column {letter}").click()
    page.get_by_role("textbox", name="Search models").fill(model)
    page.get_by_role("region", name="local", exact=True).get_by_role("button", name=model, exact=True).click()


def say(page: Page, letter: str, text: str, number: int = 2) -> None:
    column(page, letter).get_by_label(f"Text of message {number}").fill(text)


def is_saved(page: Page) -> None:
    expect(page.get_by_role("banner").or_(page.locator("header")).get_by_text("Saved", exact=True)).to_be_visible()


def test_columns_answer_side_by_side_and_failures_stay_in_their_column(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "echo")
    say(page, "A", "Tell {{who}} the news")
    page.get_by_role("textbox", name="who").fill("Ada")
    for letter, model in (
        ("B", "slow"),
        ("C", "error-401"),
        ("D", "error-429"),
        ("E", "garbage"),
        ("F", "cut"),
        ("G", "error-500"),
    ):
        page.get_by_role("button", name="Add column").click()
        choose_model(page, letter, model)
    page.keyboard.press("Control+Enter")
    expect(answer(page, "A").get_by_text("echo: Tell Ada the news")).to_be_visible()
    expect(answer(page, "B").get_by_text("echo: Tell Ada the news")).to_be_visible()
    for letter, words in (
        ("C", "The key was not accepted"), ("D", "Too many requests"), ("E", "The answer broke off"), ("F", "The answer broke off"),
        ("G", "The provider failed"),
    ):  # fmt: skip
        expect(answer(page, letter).get_by_role("alert")).to_contain_text(words)
    expect(answer(page, "A").get_by_text("12 → 7 tokens")).to_be_visible()
    expect(answer(page, "A").get_by_text(re.compile(r"first token \d"))).to_be_visible()
    answer(page, "A").get_by_role("link", name="Trace").click()
    expect(page.get_by_role("region", name="Step").get_by_text("echo: Tell Ada the news")).to_be_visible()


def test_a_provider_that_hangs_is_given_up_and_the_others_go_on(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "hang")
    say(page, "A", "hello")
    page.get_by_role("button", name="Parameters of column A").click()
    page.get_by_label("Timeout (seconds)").fill("2")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add column").click()
    choose_model(page, "B", "echo")
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "B").get_by_text("echo: hello")).to_be_visible()
    expect(answer(page, "A").get_by_role("alert")).to_contain_text("No answer in time")


def test_a_run_is_stopped_and_keeps_what_had_come(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "slow")
    say(page, "A", " ".join([EIGHT_WORDS] * 6))
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("echo: one")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(answer(page, "A").get_by_text("Stopped; this is what had come.")).to_be_visible()
    expect(page.get_by_role("button", name="Run all")).to_be_enabled()


def test_a_run_goes_on_while_the_page_is_away(app: App, connected: LlmProvider) -> None:
    page = start(app)
    page.get_by_label("Name of the session").fill("Shared one")
    choose_model(page, "A", "slow")
    say(page, "A", EIGHT_WORDS)
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("echo: one")).to_be_visible()
    page.reload()
    expect(answer(page, "A").get_by_text(f"echo: {EIGHT_WORDS}")).to_be_visible()
    page.get_by_role("link", name="All sessions").click()
    page.get_by_role("link", name="Shared one").click()
    expect(answer(page, "A").get_by_text(f"echo: {EIGHT_WORDS}")).to_be_visible()


def test_a_lost_connection_is_taken_up_again(app: App, connected: LlmProvider) -> None:
    app.page.add_init_script(CUT_FIRST_STREAM)
    page = start(app)
    words = " ".join([EIGHT_WORDS] * 2)
    choose_model(page, "A", "slow")
    say(page, "A", words)
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    expect(answer(page, "A").get_by_text(f"echo: {words}")).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_be_hidden()
    assert [request["messages"][-1]["content"] for request in connected.requests].count(words) == 1, "it was asked once"


def test_tools_are_called_answered_and_the_conversation_goes_on(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "tool")
    say(page, "A", "What is the weather?")
    page.get_by_role("button", name="Tools and form of the answer of column A").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Tools", exact=True).fill('[{"name": ')
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Tools", exact=True).fill("")
    dialog.get_by_role("button", name="Insert an example").click()
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("get_weather")).to_be_visible()
    answer(page, "A").get_by_role("button", name="Add with room for the results").click()
    say(page, "A", "Sunny", number=4)
    choose_model(page, "A", "echo")
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("12 → 7 tokens")).to_be_visible()
    sent = connected.requests[-1]["messages"]
    assert [message["role"] for message in sent[-3:]] == ["user", "assistant", "tool"]
    assert sent[-1]["content"] == "Sunny" and sent[-1]["tool_call_id"] == sent[-2]["tool_calls"][0]["id"]


def test_images_and_a_form_of_the_answer_reach_the_provider(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "vision")
    say(page, "A", "What is this?")
    page.get_by_label("Image for message 2").set_input_files({"name": "dot.png", "mimeType": "image/png", "buffer": PNG})
    expect(column(page, "A").get_by_role("img", name="Image")).to_be_visible()
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").locator("[data-answer]")).not_to_be_empty()
    expect(page.get_by_role("button", name="Run all")).to_be_visible()
    assert connected.requests[-1]["messages"][-1]["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")
    column(page, "A").get_by_role("button", name="Remove image 1").click()
    choose_model(page, "A", "echo")
    page.get_by_role("button", name="Tools and form of the answer of column A").click()
    page.get_by_role("radio", name="Form of the answer").click()
    page.get_by_role("dialog").get_by_role("button", name="Insert an example").click()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text('"confidence"')).to_be_visible()


def test_answers_are_compared_word_by_word(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "echo")
    say(page, "A", "the red house")
    page.get_by_role("button", name="Add column").click()
    say(page, "B", "the blue house")
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "B").get_by_text("echo: the blue house")).to_be_visible()
    page.get_by_role("combobox", name="Compare answers").click()
    page.get_by_role("option", name="Compare with A").click()
    expect(answer(page, "B").locator("del")).to_have_text("red")
    expect(answer(page, "B").locator("ins")).to_have_text("blue")
    assert app.check_accessibility() == []


def test_a_prompt_version_is_loaded_changed_and_saved_as_the_next(
    app: App, connected: LlmProvider, client: httpx2.Client
) -> None:
    config = {"model": "echo", "temperature": 0.3, "own": "kept"}
    messages = [{"role": "system", "content": "Be {{mood}}."}, {"type": "placeholder", "name": "history"}]
    body = {"name": "team/greet", "type": "chat", "prompt": messages, "config": config, "labels": ["production"]}
    assert client.post("/api/public/v2/prompts", json=body).status_code == 201
    page = app.open("/prompts")
    page.get_by_label("Search in names and content").fill("greet")
    page.get_by_role("link", name="team/greet").click()
    page.get_by_role("main").get_by_role("link", name="Playground").click()
    expect(column(page, "A").get_by_role("heading", name="team/greet v1")).to_be_visible()
    page.get_by_label("history[]").fill('[{"role": "user", "content": "Hi"}]')
    page.get_by_role("textbox", name="mood").fill("kind")
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("echo: Hi")).to_be_visible()
    say(page, "A", "Be very {{mood}}.", number=1)
    expect(column(page, "A").get_by_text("edited", exact=True)).to_be_visible()
    page.get_by_role("button", name="More for column A").click()
    page.get_by_role("menuitem", name="Save as a prompt").click()
    expect(page.get_by_text("Becomes version 2 of this prompt")).to_be_visible()
    page.get_by_label("What changed").fill("Kinder")
    page.get_by_role("button", name="Save version").click()
    expect(column(page, "A").get_by_role("heading", name="team/greet v2")).to_be_visible()
    saved = client.get("/api/public/v2/prompts/team%2Fgreet", params={"version": 2}).json()
    assert saved["prompt"][0]["content"] == "Be very {{mood}}." and saved["commitMessage"] == "Kinder"
    assert saved["config"] == {"model": "echo", "temperature": 0.3, "own": "kept"}


def test_a_recorded_call_is_opened_with_its_messages_tools_and_parameters(
    app: App, connected: LlmProvider, send: Callable[[list[dict[str, Any]]], None]
) -> None:
    tool = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
    recorded = {
        "id": "call-1", "traceId": "trace-1", "name": "answer", "model": "echo", "startTime": "2026-11-01T10:00:00Z",
        "modelParameters": {"temperature": 0.7},
        "input": {"messages": [{"role": "user", "content": "Where is it?"}], "tools": [tool]},
    }  # fmt: skip
    send([event("generation-create", recorded)])
    page = app.open("/traces/trace-1?step=call-1")
    page.get_by_role("region", name="Step").get_by_role("link", name="Playground").click()
    expect(column(page, "A").get_by_label("Text of message 1")).to_have_value("Where is it?")
    page.get_by_role("button", name="Parameters of column A").click()
    expect(page.get_by_label("Temperature")).to_have_value("0.7")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tools and form of the answer of column A")).to_contain_text("1")
    page.get_by_role("button", name="Run all").click()
    expect(answer(page, "A").get_by_text("echo: Where is it?")).to_be_visible()


def test_a_table_is_pasted_run_named_exported_and_opened_again(app: App, connected: LlmProvider) -> None:
    page = start(app)
    choose_model(page, "A", "echo")
    say(page, "A", "{{word}} and {{tone}}")
    page.get_by_role("textbox", name="tone").fill("calm")
    page.get_by_role("button", name="Add column").click()
    choose_model(page, "B", "error-500")
    page.get_by_role("button", name="Run over a table").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Table", exact=True).fill("word\tword\nx\ty")
    expect(dialog.get_by_role("alert")).to_contain_text("names 'word' twice")
    lines = "\n".join(f'{{"word": "w{n}", "extra": {n}}}' for n in range(12))
    dialog.get_by_label("Choose a file").set_input_files(
        {"name": "words.jsonl", "mimeType": "application/x-ndjson", "buffer": lines.encode()}
    )
    expect(dialog.get_by_text("12 rows · JSONL")).to_be_visible()
    expect(dialog.get_by_text("Not in the table: tone")).to_be_visible()
    dialog.get_by_role("button", name="Start 24 calls").click()
    expect(page.get_by_role("heading", name="words")).to_be_visible()
    expect(page.get_by_role("table", name="Results").get_by_text("echo: w0 and calm")).to_be_visible()
    expect(page.get_by_text("done", exact=True)).to_be_visible()
    expect(page.get_by_text("12 failed").first).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    assert "echo: w11 and calm" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Name this run").click()
    page.get_by_role("textbox", name="Name this run").fill("Words again")
    page.get_by_role("textbox", name="Name this run").press("Enter")
    expect(page.get_by_role("heading", name="Words again")).to_be_visible()
    page.get_by_text("echo: w3 and calm").click()
    expect(page.get_by_role("dialog", name="Row 4").get_by_role("link", name="Trace")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back to the columns").click()
    page.get_by_role("button", name="Runs").click()
    page.get_by_role("button", name=re.compile("Words again")).click()
    expect(page.get_by_role("table", name="Results").get_by_text("echo: w0 and calm")).to_be_visible()


def test_who_overwrites_an_unseen_change_is_asked(app: App, connected: LlmProvider, client: httpx2.Client) -> None:
    page = start(app)
    say(page, "A", "mine")
    is_saved(page)
    session = page.url.rpartition("/")[2].partition("?")[0]
    path = f"/api/v1/projects/{app.project.id}/playground/sessions/{session}"
    body = client.get(path).json()
    body["columns"][0]["messages"][1]["content"] = "theirs"
    assert client.put(path, json={**body, "revision": None}).status_code == 200
    say(page, "A", "mine again")
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this session")
    page.get_by_role("button", name="Load theirs").click()
    expect(column(page, "A").get_by_label("Text of message 2")).to_have_value("theirs")


def test_without_a_connection_the_way_to_one_is_shown(app: App) -> None:
    page = app.open("/playground")
    expect(page.get_by_text("No model connection yet")).to_be_visible()
    page.get_by_role("link", name="Add a connection").click()
    expect(page).to_have_url(re.compile("/settings/connections"))


def test_the_playground_works_on_a_phone_in_chinese_and_for_screen_readers(
    open_app: Callable[..., App], connected: LlmProvider
) -> None:
    app = open_app(viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme="dark")
    page = app.open("/playground/new")
    page.get_by_label("第 2 条消息的文本").fill("向 {{who}} 问好")
    page.get_by_role("radio", name="值").click()
    page.get_by_role("textbox", name="who").fill("小明")
    page.get_by_role("radio", name="A", exact=True).click()
    page.get_by_role("button", name=re.compile("列 A 的模型")).click()
    page.get_by_role("textbox", name="搜索模型").fill("echo")
    page.get_by_role("textbox", name="搜索模型").press("Enter")
    page.get_by_role("button", name="全部运行").click()
    expect(page.get_by_text("echo: 向 小明 问好")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert app.check_accessibility() == []
    assert app.console == []
