"""Logging in and out: two plain pages that work without scripts."""

from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access.guard import COOKIE, LOGIN, Access, address_of, session_token
from assistant.access.people import Person, person_of
from ui.alone import reading_page
from ui.markup import Markup, join, tag

LOGOUT = "/logout"
PAGES = f"{LOGIN}|{LOGOUT}"  # a pattern, for the gate
_HEADERS = {"cache-control": "no-store", "referrer-policy": "same-origin"}  # else forms are sent without their origin
Field = Annotated[str, Form(max_length=2_048)]


def add_login(app: FastAPI, access: Access) -> None:
    """Add both pages. The guard has seen that what is sent to them comes from themselves."""

    @app.get(LOGIN, include_in_schema=False)
    def form(request: Request, next: str = "/") -> Response:
        return RedirectResponse(own(next), 303) if person_of(request.scope) else _page(login_html(next))

    @app.post(LOGIN, include_in_schema=False)
    async def login(request: Request, name: Field, password: Field, next: Field = "/") -> Response:
        address = address_of(request.scope)
        if (wait := access.limits.login(name, address)) is not None:
            said = f"Too many tries. Wait {wait} seconds."
            return _page(login_html(next, name, said), 429, {"retry-after": str(wait)})
        person = await access.verified(name, password)
        if person is None:
            return _page(login_html(next, name, "The name or the password is wrong."), 401)
        access.limits.logged_in(name, address)
        if old := session_token(request.headers):
            await access.apart(lambda: access.accounts.end_session(old))
        token = await access.apart(lambda: access.accounts.begin_session(person, access.session_seconds))
        answer = RedirectResponse(own(next), 303, _HEADERS)
        _set_cookie(answer, request, token, int(access.session_seconds))
        return answer

    @app.get(LOGOUT, include_in_schema=False)
    def leaving(request: Request) -> Response:
        person = person_of(request.scope)
        return _page(logout_html(person)) if person else RedirectResponse(LOGIN, 303)

    @app.post(LOGOUT, include_in_schema=False)
    async def logout(request: Request) -> Response:
        if token := session_token(request.headers):
            await access.apart(lambda: access.accounts.end_session(token))
        answer = RedirectResponse(LOGIN, 303, {**_HEADERS, "clear-site-data": '"cache"'})
        _set_cookie(answer, request, "", 0)
        return answer


def own(address: str) -> str:
    """An address of this site; the page itself for any other."""
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain else "/"


def login_html(next: str, name: str = "", said: str = "") -> Markup:
    error = tag("p", said, class_="error", role="alert") if said else ""
    fields = (
        _field("Name", "name", value=name, autocomplete="username", autofocus=True),
        _field("Password", "password", type="password", autocomplete="current-password"),
        tag("input", type="hidden", name_="next", value=own(next)),
    )
    return join([error, _form(LOGIN, *fields, tag("button", "Log in", class_="quiet"))])


def _field(label: str, name: str, **attributes: str | bool) -> Markup:
    return tag("label", label, tag("input", name_=name, required=True, **attributes))


def logout_html(person: Person) -> Markup:
    may = "may add to the library and change it" if person.may_edit else "may ask and read"
    said = tag("p", f"You are logged in as {person.name} and {may}.", class_="lead")
    return join([said, _form(LOGOUT, tag("button", "Log out", class_="quiet"))])


def _form(action: str, *content: Markup) -> Markup:
    return tag("form", *content, class_="plain", method="post", action=action)


def _page(body: Markup, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(reading_page(body, "Log in"), status, {**_HEADERS, **(headers or {})})


def _set_cookie(answer: Response, request: Request, token: str, seconds: int) -> None:
    answer.set_cookie(
        COOKIE, token, max_age=seconds, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
