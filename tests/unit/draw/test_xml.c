/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "bp_test.h"
#include "draw/xml.h"

static const struct {
	const char *bytes;
	const char *written;
} cases[] = {
	{ "", "" },
	{ "a & b <c> \"d\"", "a &amp; b &lt;c&gt; &quot;d&quot;" },
	{ "tab\tand\nline", "tab\tand\nline" },
	{ "\x01\x1b[1m\x7f", "??[1m?" }, /* control characters */
	{ "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "\xc2\x85", "?" },			       /* a control character of two bytes */
	{ "\xc3(", "?(" },			       /* one byte of two */
	{ "\xe2\x82", "??" },			       /* cut at the end */
	{ "\xc0\xaf", "??" },			       /* longer than it must be */
	{ "\xe0\x80\xaf\xf0\x80\x80\xaf", "???????" }, /* the same */
	{ "\xed\xa0\x80", "?" },		       /* half of a pair */
	{ "\xef\xbf\xbe\xef\xbf\xbf", "??" },	       /* no characters */
	{ "\xf4\x90\x80\x80", "?" },		       /* behind the last one */
	{ "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd" },    /* nearly the last one */
	{ "\xff\xfe", "??" },
};

static void bp_xml_put__any_bytes__letters_of_xml(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *text = NULL;
		size_t bytes;
		FILE *out = open_memstream(&text, &bytes);

		bp_xml_put(out, cases[i].bytes);
		fclose(out);
		assert_string_equal(text, cases[i].written);
		free(text);
	}
}

static void bp_xml_letter__end__not_passed(void **state)
{
	const char *text = "a";

	(void)state;
	assert_int_equal(bp_xml_letter(&text), 'a');
	assert_int_equal(bp_xml_letter(&text), 0);
	assert_int_equal(bp_xml_letter(&text), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_xml_put__any_bytes__letters_of_xml),
		cmocka_unit_test(bp_xml_letter__end__not_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
