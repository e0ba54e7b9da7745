"""A source, an answer or a form in a tab of its own, without Gradio and without scripts."""

from ui.markup import Markup, join, tag

TITLE = "Trafficking Assistant"
PAPER = '<link rel="stylesheet" href="ui/paper.css">'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


def reading_page(body: Markup, what: str = "Source") -> str:
    title = tag("title", f"{what} · {TITLE}")
    head = tag("head", tag("meta", charset="utf-8"), Markup(VIEWPORT), Markup(PAPER), title)
    back = tag("h1", tag("a", TITLE, href="./"), class_="kicker")
    main = tag("main", join([back, body]), class_="alone")
    return "<!doctype html>" + tag("html", head, tag("body", main, class_="paper"), lang="en")
