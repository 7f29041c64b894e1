# SPDX-License-Identifier: GPL-2.0-or-later
"""Small mistakes in C source: each mutant is one of them.  Leans on the layout of scripts/format."""
import re
from collections import namedtuple

Token = namedtuple("Token", "kind text start end")
Mutant = namedtuple("Mutant", "start end new")  # source[start:end] becomes new

LEXER = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)"
    r'|(?P<text>"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')'
    r"|(?P<line>^\#(?:[^\n\\]|\\.|\\\n)*)"
    r"|(?P<number>\b(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b)"
    r"|(?P<name>\b[A-Za-z_]\w*\b)"
    r"|(?P<op><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\.\.\.|[^\s\w])",
    re.S | re.M,
)
RANK = {"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, "<=": 7, ">": 7, ">=": 7,
        "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10}
INSTEAD = {"<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="],
           "!=": ["=="], "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"],
           "%": ["/"], "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["|"],
           "+=": ["-=", "="], "-=": ["+=", "="], "|=": ["&=", "="], "&=": ["|=", "="],
           "++": ["--"], "--": ["++"], "true": ["false"], "false": ["true"], "bp_min": ["bp_max"],
           "bp_max": ["bp_min"], "u64": ["u32"], "sector_t": ["u32"], "size_t": ["u32"]}
SWAPPED = {"-", "/", "%", "<<", ">>"}
ASSIGN = {"=", "+=", "-=", "|=", "&=", "*=", "/=", "%=", "^=", "<<=", ">>="}
ENDS = ASSIGN | {",", ";", "{", "}", "?", ":", "return", "case"}
CLOSER = {"(": ")", "[": "]", "{": "}"}
NO_CALL = {"if", "for", "while", "switch", "return", "else", "do", "case", "default", "sizeof"}
TYPES = {"u8", "u16", "u32", "u64", "s64", "sector_t", "size_t", "unsigned", "int"}


class Source:
    def __init__(self, text):
        self.text = text
        every = [Token(m.lastgroup, m.group(), m.start(), m.end()) for m in LEXER.finditer(text)]
        self.comments = [t for t in every if t.kind == "comment"]
        self.tokens = [t for t in every if t.kind not in ("comment", "line")]
        self.partner = self.match_brackets()
        self.mutants = []

    def match_brackets(self):
        partner, stack, self.inside = {}, [], {}
        for i, t in enumerate(self.tokens):
            self.inside[i] = self.tokens[stack[-1]].text if stack else ""
            if t.text in CLOSER:
                stack.append(i)
            elif t.text in CLOSER.values() and stack:
                partner[i] = stack.pop()
                partner[partner[i]] = i
        return partner

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def put(self, first, last, new):
        """Tokens first to last become new."""
        self.mutants.append(Mutant(self.tokens[first].start, self.tokens[last].end, new))

    def piece(self, first, last):
        return self.text[self.tokens[first].start:self.tokens[last].end]

    def is_binary(self, i):
        """The layout tells: only binary operators have space on both sides."""
        t = self.tokens[i]
        return t.text in RANK and self.text[t.start - 1].isspace() and self.text[t.end].isspace()

    def operand(self, i, step, rank):
        """The farthest token of the operand beside token i."""
        i += step
        while True:
            if i in self.partner and (self.at(i) in CLOSER) == (step > 0):
                i = self.partner[i]
            following = i + step
            text = self.at(following)
            if (not text or text in ENDS or (following in self.partner and
                                             (text in CLOSER) != (step > 0)) or
                    (self.is_binary(following) and RANK[text] <= rank)):
                return i
            i = following

    def binary(self, i):
        op = self.at(i)
        rank = RANK[op]
        left, right = self.operand(i, -1, rank), self.operand(i, 1, rank)
        if rank not in (6, 7):
            self.put(left, right, self.piece(left, i - 1))
            self.put(left, right, self.piece(i + 1, right))
        if op in SWAPPED:
            self.put(left, right, f"{self.piece(i + 1, right)} {op} {self.piece(left, i - 1)}")

    def number(self, i):
        digits = re.match(r"0[xX][0-9a-fA-F]+|\d+", self.at(i)).group()
        value = int(digits, 0 if digits[1:2] in "xX" else 10)
        suffix = self.at(i)[len(digits):]
        for near in (value + 1, value - 1):
            if near >= 0:
                self.put(i, i, f"{near}{suffix}")

    def condition(self, first, last):
        what = self.piece(first, last)
        self.put(first, last, f"(true || ({what}))")
        self.put(first, last, f"(false && ({what}))")

    def keyword(self, i):
        word, opened = self.at(i), i + 1
        if word in ("if", "while") and opened in self.partner:
            self.condition(opened + 1, self.partner[opened] - 1)
        elif word == "for" and opened in self.partner:
            last = self.partner[opened]
            parts = [k for k in range(opened, last) if self.at(k) == ";"]
            if len(parts) == 2 and parts[0] + 1 < parts[1]:
                self.put(parts[0] + 1, parts[1] - 1, f"false && ({self.piece(parts[0] + 1, parts[1] - 1)})")
        elif word == "case":
            self.put(i, next(k for k in range(i, len(self.tokens)) if self.at(k) == ":"), "")
        elif word == "return" and self.at(opened) not in (";", "0"):
            self.put(opened, self.end(opened) - 1, "0")

    def end(self, i, stops=(";",)):
        """Where the expression that begins at token i is over."""
        while self.at(i) and self.at(i) not in stops:
            i = self.partner[i] + 1 if self.at(i) in CLOSER and i in self.partner else i + 1
        return i

    def ternary(self, i):
        self.condition(self.operand(i, -1, 0), i - 1)

    def member(self, i):
        """A designated member of an initializer is forgotten."""
        if self.at(i - 1) not in ("{", ","):
            return
        named = self.partner.get(i, i) + 1 if self.at(i) == "[" else i + 2
        if self.at(named) != "=":
            return
        over = self.end(named, (",", "}", ")"))
        self.put(i, over if self.at(over) == "," else over - 1, "")

    def begins_line(self, i):
        return "\n" in self.text[self.tokens[i - 1].end:self.tokens[i].start]

    def statement(self, i):
        """A statement is left out: an assignment, a call, a jump; not a declaration."""
        before = self.at(i - 1)
        if self.inside[i] != "{":
            return
        closes_condition = before == ")" and self.at(self.partner.get(i - 1, 0) - 1) in ("if", "for", "while")
        if before not in (";", "{", "}", "else", ":") and not closes_condition:
            return
        over = self.end(i)
        if self.at(over) != ";" or over == i or (before == ":" and not self.begins_line(i)):
            return
        if self.at(i) in ("break", "continue", "goto") or (self.at(i) == "return" and over == i + 1):
            self.put(i, over, ";")
        elif self.tokens[i].kind == "name" and self.at(i) not in NO_CALL and self.at(i + 1) != ":":
            declares = self.tokens[i + 1].kind == "name" or (self.at(i + 1) == "*" and not self.is_binary(i + 1))
            if not declares:
                self.put(i, over, ";")
        elif self.at(i) in ("*", "(", "++", "--"):
            self.put(i, over, ";")

    def initial(self, i):
        """A variable that is declared begins as nothing."""
        if self.tokens[i - 1].kind != "name" or self.at(i + 1) == "{" or self.at(i + 1) == "0":
            return
        if self.tokens[i - 2].kind == "name" or (self.at(i - 2) == "*" and not self.is_binary(i - 2)):
            self.put(i + 1, self.end(i + 1, (",", ";", ")")) - 1, "0")

    def token(self, i):
        t = self.tokens[i]
        if t.kind == "text":
            return
        if t.text in INSTEAD and (t.text not in RANK or self.is_binary(i)):
            for new in INSTEAD[t.text]:
                self.put(i, i, new)
        if t.kind == "number":
            self.number(i)
        elif self.is_binary(i):
            self.binary(i)
        elif t.text in ("!", "~"):
            self.put(i, i, "")
        elif t.text == "?":
            self.ternary(i)
        elif t.text in (".", "["):
            self.member(i)
        elif t.text == "=":
            self.initial(i)
        elif t.text == "(" and self.at(i + 1) in TYPES and self.at(i + 2) == ")":
            self.put(i, i + 2, "")
        elif t.kind == "name":
            self.keyword(i)
        self.statement(i)

    def line(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def excused(self):
        """Lines whose harmless mutants a comment explains: its own and the one after it."""
        lines = {}
        for comment in self.comments:
            why = re.search(r"\bmutant:\s*(.*?)\s*\*/", comment.text, re.S)
            if why:
                for line in range(self.line(comment.start), self.line(comment.end) + 2):
                    lines[line] = re.sub(r"\s*\n\s*\*?\s*", " ", why.group(1))
        return lines


def find(text):
    source = Source(text)
    for i in range(len(source.tokens)):
        source.token(i)
    body = [m for m in dict.fromkeys(source.mutants) if text[m.start:m.end] != m.new]
    return source, sorted(body)
