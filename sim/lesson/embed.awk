# SPDX-License-Identifier: GPL-2.0-or-later
# embed.awk FILE... - the files as a table of C, so that the program needs none of them.

BEGIN {
	print "#include \"lesson/book.h\"\n"
	print "const struct bp_lesson_file bp_lesson_files[] = {"
}

FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	print "\t{ \"" name "\","
}

{
	gsub(/\\/, "\\\\\\\\")
	gsub(/"/, "\\\"")
	print "\t  \"" $0 "\\n\""
}

END {
	print "\t},"
	print "\t{ 0 },"
	print "};"
}
