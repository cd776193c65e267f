"""The style sheet of an exported page: as the chat looks, light and dark, and on paper."""

from __future__ import annotations

from gemini_desktop.core.export.page.code import COLOURS

_DARK = {
    "k": "#b79cf5",
    "f": "#5b93f7",
    "n": "#e3a857",
    "s": "#5cc489",
    "c": "#9099a7",
    "d": "#f58a8a",
}

_LIGHT_TONES = """\
  --surface: #ffffff; --bubble: #edf2fb; --border: #e3e7ed; --code: #f6f7f9; --chip: #eef1f5;
  --text: #1a1e24; --text2: #59626f; --text3: #656d7a; --accent: #2563eb;
  --violet: #7c4dd8; --violet-tint: #f7f4fd; --amber: #b45309; --amber-tint: #fdf3e1;
  --red: #c81e1e; --red-tint: #fdecec;
"""
_DARK_TONES = """\
  --surface: #181b20; --bubble: #202a3a; --border: #292f38; --code: #13161a; --chip: #262b33;
  --text: #e7eaef; --text2: #a4acb8; --text3: #9099a7; --accent: #5b93f7;
  --violet: #b79cf5; --violet-tint: #231f33; --amber: #e3a857; --amber-tint: #2e2516;
  --red: #f58a8a; --red-tint: #331c1e;
"""

_SHEET = """\
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--surface); color: var(--text);
  font: 16px/1.6 Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial,
    "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", sans-serif;
  overflow-wrap: anywhere; }
main, header { max-width: 48rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; padding-bottom: 1rem; border-bottom: 1px solid var(--border); }
main { padding-bottom: 4rem; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .25rem; text-wrap: balance; }
header p { margin: 0; color: var(--text2); font-size: .875rem; }
h3, h4, h5, h6 { line-height: 1.35; margin: 1.5em 0 .5em; }
h3 { font-size: 1.25rem; } h4 { font-size: 1.1rem; } h5, h6 { font-size: 1rem; }
p, ul, ol, blockquote, .code, .table, figure, details { margin: .75rem 0; }
ul, ol { padding-inline-start: 1.6rem; } li { margin: .2rem 0; } li > p { margin: .3rem 0; }
a { color: var(--accent); text-underline-offset: .15em; } a:not([href]) { color: inherit; }
hr { border: 0; border-top: 1px solid var(--border); margin: 1.5rem 0; }
blockquote { border-inline-start: 3px solid var(--border); color: var(--text2);
  padding-inline-start: 1rem; margin-inline: 0; }
article { margin-top: 2rem; }
article > h2 { font-size: .9rem; font-weight: 600; margin: 0 0 .5rem; display: flex; gap: .5rem;
  flex-wrap: wrap; align-items: baseline; }
article > h2 small { font-weight: 400; color: var(--text3); font-size: .8rem; }
article.prompt { display: flex; flex-direction: column; align-items: flex-end; }
article.prompt > h2 { color: var(--text3); font-weight: 500; font-size: .8rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
article.prompt figure { max-width: 85%; } article.prompt img { max-height: 18rem; }
.bubble { background: var(--bubble); border-radius: 1rem; padding: .65rem 1rem; max-width: 85%;
  white-space: pre-wrap; margin: 0; }
.bubble + .bubble { margin-top: .4rem; }
.plain { white-space: pre-wrap; }
code, pre, .language { font-family: "JetBrains Mono", "Cascadia Mono", "SF Mono", Menlo, Consolas,
    "DejaVu Sans Mono", monospace; font-size: .86em; font-variant-ligatures: none; }
code { background: var(--chip); border-radius: .25rem; padding: .12em .35em; }
.code { border: 1px solid var(--border); border-radius: .6rem; background: var(--code);
  overflow: hidden; }
.language { padding: .4rem .9rem; border-bottom: 1px solid var(--border); color: var(--text2); }
pre { margin: 0; padding: .8rem .9rem; overflow-x: auto; line-height: 1.55; tab-size: 4; }
pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .94em; overflow-wrap: normal; }
th, td { border: 1px solid var(--border); padding: .4rem .75rem; text-align: start;
  vertical-align: top; }
th { background: var(--code); }
details { border-radius: .6rem; padding: .5rem 1rem; }
summary { cursor: pointer; font-weight: 600; font-size: .875rem; }
.thought { background: var(--violet-tint); color: var(--text2); }
.thought > summary { color: var(--violet); }
.call { border: 1px solid var(--border); }
.call > summary code { font-weight: 500; }
.call > .code { margin-bottom: .4rem; }
figure { margin-inline: 0; } figcaption { color: var(--text3); font-size: .8rem; }
img, video { max-width: 100%; height: auto; border-radius: .6rem; display: block; }
audio { width: 100%; max-width: 28rem; display: block; }
.sources { font-size: .9rem; color: var(--text2); }
.sources ol { margin: .25rem 0; }
.end { border-radius: .6rem; padding: .5rem 1rem; background: var(--amber-tint);
  color: var(--amber); font-size: .9rem; }
.end.failed { background: var(--red-tint); color: var(--red); }
.figures, .candidate { color: var(--text3); font-size: .8rem; }
.candidate { font-weight: 600; }
.branch { margin-top: 3rem; border-top: 2px dashed var(--border); padding-top: 1rem;
  color: var(--text2); font-size: .9rem; }
.index { list-style: none; padding: 0; } .index li { padding: .5rem 0; }
.index small { color: var(--text3); }
math[display="block"] { margin: .75rem 0; overflow-x: auto; overflow-y: hidden; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print {
  @page { margin: 18mm 16mm;
    @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
  body { font-size: 10.5pt; }
  main, header { max-width: none; padding-inline: 0; }
  header { padding-top: 0; }
  pre, pre code { white-space: pre-wrap; overflow-wrap: anywhere; }
  .bubble, .code, .end, .thought, th { print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  h2, h3, h4, h5, h6, summary { break-after: avoid; }
  img, figure, tr, .bubble { break-inside: avoid; }
  audio { display: none; }
}
"""


def sheet() -> str:
    """The whole sheet. On paper it is light, whatever the desktop."""
    return (
        f":root {{\n{_LIGHT_TONES}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{\n{_DARK_TONES}}} }}\n"
        + _SHEET
        + _code_colours(COLOURS)
        + f"@media screen and (prefers-color-scheme: dark) {{\n{_code_colours(_DARK)}}}\n"
    )


def _code_colours(colours: dict[str, str]) -> str:
    return "".join(f"pre .{name} {{ color: {colour}; }}\n" for name, colour in colours.items())
