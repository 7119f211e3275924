"""Strings that break programs, by what they break; written for this program, two long ones hold them all."""

from __future__ import annotations

QUOTES = (
    "'",
    '"',
    "''",
    "\\'",
    "`",
    "' OR 1=1 --",
    "'; DROP TABLE household; --",
    '" OR ""="',
    "\\",
    "\\\\",
    "%",
    "_",
    "*",
    "?",
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "<!--",
    "-->",
    "]]>",
    "&lt;b&gt;",
    "&#x3c;",
    "<a href='x'>",
)
TEMPLATES = (
    "{{7*7}}",
    "{% for x in y %}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "{金额}",
    "{}",
    "%s%n%d",
    "%(x)s",
    "{{公司}}",
    "<%= 7 %>",
    "{",
    "}",
)
LETTERS = (
    "é",
    "e\u0301",
    "ÀÉÎ",
    "ﬃ",
    "①②③",
    "１２３",
    "Ω≈ç√∫",
    "田中さん",
    "찦차",
    "𠜎𠜱𠝹",
    "䶮㛃峣",
    "😀👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "ด้้้้้็็็็็้้้้้",
    "مرحبا",
    "\u202eevil\u202c",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\u00a0",
    "\u3000",
    "Z̮̞̠͙͔ͅ",
    "\U000e0001",
)
CONTROLS = ("\t", "\r\n", "\n\n\n", "\x01", "\x1b[31m", "\x7f", "\x85")
NUMBERS = (
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "0x10",
    "1/0",
    "1,000.00",
    "١٢٣",
    "९",
    "99999999999999999999",
    "-0",
    "0.1.2",
    "1e-9",
)
WORDS = (
    "null",
    "None",
    "undefined",
    "true",
    "CON",
    "nil",
    "../../etc/passwd",
    "..\\..\\x",
    "file:///etc/passwd",
    "C:\\x",
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1+1",
)
NASTY = (*QUOTES, *MARKUP, *TEMPLATES, *LETTERS, *CONTROLS, *NUMBERS, *WORDS)
NUL = "有\x00空"
LONG = "长" + "x" * 20_000  # stands in a request as it is; WIDE is nine times as long there, and tried by make hostile
WIDE = "长" * 20_000
# together these hold every string above, so that two requests try them all; neither is longer than most fields take
TOGETHER = (" ".join((*QUOTES, *MARKUP, *TEMPLATES)), " ".join((*LETTERS, *CONTROLS, *NUMBERS, *WORDS)))
QUICK = (*TOGETHER, NUL, LONG)
