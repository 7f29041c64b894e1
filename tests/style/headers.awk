# SPDX-License-Identifier: GPL-2.0-or-later
# Prints what is missing in the kernel-doc of each prototype of a header: the summary, each
# parameter, Return: unless void, and Mirrors: and Rule: for functions that carry kernel names.

function complain(what)
{
	printf "%s:%d: %s: no %s\n", FILENAME, FNR, name, what
}

# The name of a parameter: of a function pointer the word after "(*", else the last word.
function parameter(text)
{
	if (match(text, /\(\*[a-z_0-9]+/))
		return substr(text, RSTART + 2, RLENGTH - 2)
	gsub(/\[[^]]*\]/, "", text)
	gsub(/[^A-Za-z_0-9]+$/, "", text)
	sub(/.*[^A-Za-z_0-9]/, "", text)
	return text
}

function judge_parameters(list,    i, c, depth, word)
{
	for (i = 1; i <= length(list) + 1; i++) {
		c = substr(list, i, 1)
		if (c == "(")
			depth++
		if (c == ")")
			depth--
		if ((c == "," && !depth) || c == "") {
			word = parameter(word)
			if (word != "void" && word != "" && index(doc, "@" word ":") == 0)
				complain("@" word ":")
			word = ""
		} else {
			word = word c
		}
	}
}

function judge(statement,    open, head)
{
	gsub(/__attribute__ *\(\(.*\)\)/, "", statement)
	open = index(statement, "(")
	head = substr(statement, 1, open - 1)
	name = parameter(head)
	if (doc == "") {
		complain("documentation")
		return
	}
	if (doc !~ "(^|\n)[ \t]*\\*[ \t]*" name "(\\(\\))? - [^\n]")
		complain("summary")
	sub(/\)[^)]*$/, "", statement)
	judge_parameters(substr(statement, open + 1))
	if (head !~ /(^|[ \t])void[ \t]+[a-z_0-9A-Z]+$/ && doc !~ /Return:/)
		complain("Return:")
	if (name !~ /^bp_/ && doc !~ /Mirrors:/)
		complain("Mirrors:")
	if (name !~ /^bp_/ && doc !~ /Rule:/)
		complain("Rule:")
}

/^[ \t]*\/\*\*/ { doc = ""; in_doc = 1 }
in_doc { doc = doc "\n" $0; if (/\*\//) in_doc = 0; next }
/^[ \t]*\/\*/ { in_comment = 1 }
in_comment { if (/\*\//) in_comment = 0; next }

/^#/ || in_macro { in_macro = /\\$/; doc = ""; next }
/^[ \t]*$/ { if (statement == "") doc = ""; next }

{
	depth += gsub(/{/, "{") - gsub(/}/, "}")
	statement = statement " " $0
	if (depth > 0)
		next
	if ($0 !~ /[;}]/)
		next
	sub(/^ +/, "", statement)
	if (statement !~ /{/ && statement ~ /\)[^=]*;/ && statement !~ /^(static|typedef|_Static_assert)/ &&
	    statement !~ /^[A-Z_]+\(/)
		judge(statement)
	statement = ""
	doc = ""
}
