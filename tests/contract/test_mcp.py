"""The MCP server, asked by the SDK's own client: over stdio and HTTP, as a process of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant.access.accounts import Accounts
from assistant.commands.mcp import mcp
from assistant.library.store import Library
from assistant.mcp.server import make_server
from corpus.errors import SetupError, UsageError
from tests.contract.test_model_servers import QUESTION, Scripted, engine
from tests.contract.test_model_servers import server as server
from tests.unit.assistant.api.conftest import ORDER
from tests.unit.assistant.api.conftest import library as library

ROOT = Path(__file__).parents[2]
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "0"}}
Use = Callable[[Client], Awaitable[None]]


def command(library: Library, *options: str) -> list[str]:
    return ["-m", "assistant", "--library", str(library.folder), "mcp", *options]


def over_stdio(library: Library, use: Use) -> None:
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    parameters = StdioServerParameters(command=sys.executable, args=command(library), env=known, cwd=library.folder)

    async def session() -> None:
        with anyio.fail_after(60):
            async with Client(stdio_client(parameters)) as client:
                await use(client)

    anyio.run(session)


@contextmanager
def served(library: Library) -> Iterator[str]:
    """The server's address, while it serves over HTTP as a process of its own."""
    with subprocess.Popen(
        [sys.executable, *command(library, "--http", "--port", "0")], stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stderr is not None
        said = re.search(r"http://127\.0\.0\.1:\d+/mcp", process.stderr.readline())
        assert said is not None
        yield said[0]
        process.terminate()


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    with served(library) as address:
        yield address


async def asks(client: Client) -> None:
    result = await client.call_tool("ask", {"question": QUESTION})
    said, answer = text_of(result), result.structured_content
    assert not result.is_error and answer is not None
    assert "590" in said and re.search(r"^\[1\] Harbour Watch · .*2023.* · p\. 1", said, re.MULTILINE)
    assert (answer["schema"], answer["status"], answer["citations"][0]["source_id"]) == (1, "answered", "harbour-2023")


def text_of(result: Any) -> str:
    return "\n".join(part.text for part in result.content)


def test_four_tools_say_what_they_take_and_give_and_change_nothing(library: Library) -> None:
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search_passages", "get_source", "check_claim"}
        for tool in tools.values():
            assert tool.description and tool.output_schema and tool.annotations
            assert tool.annotations.read_only_hint
            undescribed = [n for n, field in tool.input_schema["properties"].items() if not field.get("description")]
            assert not undescribed
        await asks(client)
        await refuses(client)
        await finds(client)
        await reads(client)
        await checks(client)
        await explains_errors(client)

    over_stdio(library, use)


async def refuses(client: Client) -> None:
    result = await client.call_tool("ask", {"question": "What is the population of Laos?"})
    assert result.structured_content is not None and not result.is_error
    assert (result.structured_content["status"], result.structured_content["citations"]) == ("refused", [])
    assert "do not answer this" in text_of(result)


async def finds(client: Client) -> None:
    result = await client.call_tool("search_passages", {"query": "ferry crews at Kampot pier", "limit": 2})
    found = result.structured_content
    assert found is not None and len(found["results"]) == 2
    assert found["results"][0]["passage"]["source_id"] == "hostile-1"
    assert "(source hostile-1, page 1)" in text_of(result) and "31 labourers" in text_of(result)
    assert ORDER not in str(found) + text_of(result)
    assert [notice["code"] for notice in found["notices"]] == ["document_instructions"]
    assert text_of(result).count("<document>\n") == text_of(result).count("\n</document>") == 2


async def reads(client: Client) -> None:
    bare = await client.call_tool("get_source", {"source_id": "harbour-2023"})
    assert bare.structured_content is not None and bare.structured_content["page"] is None
    paged = await client.call_tool("get_source", {"source_id": "hostile-1", "page": 1})
    assert paged.structured_content is not None
    assert ORDER not in str(paged.structured_content) + text_of(paged)
    assert paged.structured_content["page"]["text"].startswith("Ferry crews freed 31 labourers")
    assert paged.structured_content["notices"] and "Note:" in text_of(paged)
    later = await client.call_tool("get_source", {"source_id": "harbour-2023", "page": 1, "start": 14})
    assert later.structured_content is not None
    assert later.structured_content["page"]["text"].startswith("counted 590")


async def checks(client: Client) -> None:
    result = await client.call_tool("check_claim", {"claim": "Harbour Watch counted 950 victims in Cambodia in 2022."})
    assert result.structured_content is not None
    assert [s["verdict"] for s in result.structured_content["sentences"]] == ["differs_in_figure"]
    assert "590, not 950" in text_of(result)


async def explains_errors(client: Client) -> None:
    for tool, arguments, why in (
        ("get_source", {"source_id": "nobody"}, "the library does not hold it"),
        ("get_source", {"source_id": "harbour-2023", "page": 9}, "There is no page 9"),
        ("ask", {"question": QUESTION, "filters": {"country": ["Atlantis"]}}, "is no country"),
        ("ask", {"question": " "}, "the question is empty"),
    ):
        result = await client.call_tool(tool, arguments)
        assert result.is_error and why in text_of(result)


def test_over_http_it_answers_this_machine_alone(address: str) -> None:
    async def session() -> None:
        with anyio.fail_after(60):
            async with Client(address) as client:
                await asks(client)

    anyio.run(session)
    for headers in ({"host": "evil.example"}, {"origin": "https://evil.example"}):
        assert httpx.post(address, json={}, headers=headers).status_code in (403, 421)


def test_over_http_a_key_is_asked_for_where_people_log_in(library: Library, tmp_path: Path) -> None:
    guarded = Library(tmp_path / "library", create=True)
    shutil.copytree(library.folder, guarded.folder, dirs_exist_ok=True)
    accounts = Accounts(guarded.folder)
    for name in ("Chenda", "Dara"):
        accounts.add(name, "correct horse battery")
    with served(guarded) as address:

        async def session() -> None:
            with anyio.fail_after(60):
                async with with_key(address, accounts.make_key("Dara")) as client:
                    await asks(client)
                with pytest.raises(ExceptionGroup):
                    async with Client(address):
                        pass

        anyio.run(session)
        hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}
        takes = {"accept": "application/json, text/event-stream"}
        for wrong in ({}, bearer("ta-wrong")):
            refused = httpx.post(address, json=hello, headers=takes | wrong)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert "assistant user key NAME" in refused.json()["error"]["fix"]
        mine, theirs = (takes | bearer(accounts.make_key(name)) for name in ("Chenda", "Dara"))
        assert httpx.post(address, json=hello, headers=mine | {"host": "evil.example"}).status_code == 421
        begun = httpx.post(address, json=hello, headers=mine)
        session_of_mine = {"mcp-session-id": begun.headers["mcp-session-id"]}
        tools = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
        assert httpx.post(address, json=tools, headers=mine | session_of_mine).status_code == 200
        assert httpx.post(address, json=tools, headers=theirs | session_of_mine).status_code == 404


@asynccontextmanager
async def with_key(address: str, key: str) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(headers=bearer(key)) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_over_http_others_reach_it_only_once_people_log_in(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(library.folder))
    with pytest.raises(UsageError, match="nobody has a login yet"):
        mcp(http=True, host="0.0.0.0", port=0)


def test_a_call_that_is_given_up_stops_the_model(library: Library, server: str) -> None:
    Scripted.reached.clear()
    Scripted.gone.clear()
    waiting = engine(library, server, "waiting")

    async def session() -> None:
        async with Client(make_server(lambda: waiting)) as client:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as calls:
                    calls.start_soon(client.call_tool, "ask", {"question": QUESTION})
                    assert await anyio.to_thread.run_sync(Scripted.reached.wait, 30)
                    scope.cancel()
            assert await anyio.to_thread.run_sync(Scripted.gone.wait, 10), "the model went on for nobody"

    anyio.run(session)


def test_stdout_carries_the_protocol_and_nothing_else(library: Library) -> None:
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}) + "\n"
    done = subprocess.run(
        [sys.executable, *command(library)], input=hello, capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 1 and lines[0].startswith("{") and '"serverInfo"' in lines[0]


def test_without_the_sdk_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "assistant.mcp.server", raising=False)
    with pytest.raises(SetupError, match=r"is not installed. pip install '.\[mcp\]'"):
        mcp()


def test_a_port_in_use_is_said_at_once(address: str) -> None:
    with pytest.raises(UsageError, match="another program uses the port"):
        mcp(http=True, port=int(address.rsplit(":", 1)[1].split("/")[0]))
