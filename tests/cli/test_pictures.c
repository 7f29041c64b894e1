/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --svg and --html: pictures and pages are XML, text stays in its box, at any input.
 */
#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "run.h"

#define SWITCH "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define CARDS "@/tests/golden/two-cards.lspci"
#define MACHINE "@/tests/golden/machine.yaml"
#define ARGUMENTS_MAX 12

static const struct {
	const char *name;
	bp_command_fn *command;
	const char *arguments[ARGUMENTS_MAX];
} cases[] = {
	{ "one sector", bp_cmd_explain, { "explain", "--bytes", "512" } },
	{ "no data", bp_cmd_explain, { "explain", "--op", "flush" } },
	{ "sectors without vectors",
	  bp_cmd_explain,
	  { "explain", "--op", "discard", "--bytes", "64M", "--sector", "18014398509400000" } },
	{ "4096 vectors",
	  bp_cmd_explain,
	  { "explain", "--bytes", "16M", "--layout", "scattered", "--verbose" } },
	{ "cuts inside vectors",
	  bp_cmd_explain,
	  { "explain", "--bytes", "4M", "--layout", "random", "--set", "max_sectors_kb=64",
	    "--sector", "9007199254740000" } },
	{ "cuts of two causes",
	  bp_cmd_explain,
	  { "explain", "--bytes", "256K", "--layout", "scattered,vector=1536", "--set",
	    "max_segments=3", "--set", "max_sectors_kb=20" } },
	{ "a newer kernel",
	  bp_cmd_explain,
	  { "explain", "@/tests/golden/rules/g-7.yaml", "--rules", "v6.18" } },
	{ "merges", bp_cmd_explain, { "explain", "@/tests/golden/plug.yaml", "--verbose" } },
	{ "an IOMMU", bp_cmd_explain, { "explain", "@/tests/golden/iommu.yaml" } },
	{ "bounces", bp_cmd_explain, { "explain", "@/tests/golden/bounce.yaml" } },
	{ "bus addresses", bp_cmd_explain, { "explain", "@/tests/golden/direct.yaml" } },
	{ "PRP and SGL", bp_cmd_explain, { "explain", "@/tests/golden/nvme.yaml", "--verbose" } },
	{ "many SGL segments",
	  bp_cmd_explain,
	  { "explain", "--nvme", "mdts=10,sgls=on", "--bytes", "1M", "--layout",
	    "scattered,vector=2048" } },
	{ "a tree", bp_cmd_topo, { "topo", SWITCH } },
	{ "a redirected way", bp_cmd_topo, { "topo", CARDS, "--route", "0e:00.0", "12:00.0" } },
	{ "a way inside a switch",
	  bp_cmd_topo,
	  { "topo", MACHINE, "--route", "05:00.0", "03:00.0" } },
	{ "three flows", bp_cmd_p2p, { "p2p", "@/scenarios/p2p.yaml" } },
	{ "one flow", bp_cmd_p2p, { "p2p", "@/scenarios/p2p-ram.yaml" } },
};

/* Run a case in a form; what it printed. */
static void run_case(struct t_run *run, unsigned index, const char *form)
{
	const char *arguments[ARGUMENTS_MAX + 2];
	unsigned n = 0;

	while (cases[index].arguments[n]) {
		arguments[n] = cases[index].arguments[n];
		n++;
	}
	arguments[n] = form;
	arguments[n + 1] = NULL;
	t_run(run, cases[index].command, arguments);
	if (run->status != BP_EXIT_FINE)
		fail_msg("%s %s: exit %d: %s", cases[index].name, form, run->status, run->err);
}

static void svg__any__is_clear_xml(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		run_case(&run, i, "--svg");
		t_picture_is_xml(cases[i].name, run.out);
		t_picture_is_clear(cases[i].name, run.out);
		t_run_free(&run);
	}
}

/* No part from elsewhere, light and dark, and words for those who do not see the pictures. */
static void html__any__stands_alone(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		run_case(&run, i, "--html");
		t_picture_is_xml(cases[i].name, run.out);
		assert_null(strstr(run.out, "href"));
		assert_null(strstr(run.out, "src="));
		assert_null(strstr(run.out, "url("));
		t_contains(run.out, "prefers-color-scheme:dark");
		t_contains(run.out, "<html lang=\"en\"");
		t_contains(run.out, "<summary>In words</summary>\n<pre>");
		t_run_free(&run);
	}
}

/* An I/O has a picture and a name, each cut its cause and rule. */
static void explain_svg__cut__names_limit_and_rule(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "@/tests/golden/read-1m.yaml", "--svg"));
	t_contains(run.out, "aria-label=\"a direct read of 1 MiB into scattered pages\"");
	t_contains(run.out, "<title>a direct read of 1 MiB into scattered pages</title>\n<desc>");
	t_contains(run.out, ">168 x 4K</text>");
	t_contains(run.out, ">1344 sectors</text>");
	t_contains(run.out, ">cut by max_segments 168 (R-QSP-13.3)</text>");
	t_run_free(&run);
}

/* The words of text and picture are the same. */
static void explain_svg__refused_merge__told(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "@/tests/golden/plug.yaml", "--svg"));
	t_contains(run.out, ">not joined to request 2: bio flags (R-MGE-2)</text>");
	t_contains(run.out, ">request 1: 2 bios, 0 + 64</text>");
	t_run_free(&run);
}

static void explain_svg__prp_lists__linked(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--nvme", "mdts=5", "--bytes", "64K", "--layout",
		     "contiguous,offset=512", "--svg"));
	t_contains(run.out, ">PRP1</text>");
	t_contains(run.out, "<title>3584 bytes, from byte 512 of a page on</title>");
	t_contains(run.out, ">list 1</text>");
	t_contains(run.out, "class=\"link\"");
	t_contains(run.out, "<title>512 bytes, from byte 0 of a page on</title>");
	t_run_free(&run);
}

/* Many are told of, not drawn; --verbose draws them. */
static void explain_svg__many_bios__some_drawn(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "--bytes", "16M", "--svg"));
	t_contains(run.out, ">8 more bios, see --verbose</text>");
	t_run_free(&run);
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "--bytes", "16M", "--verbose", "--svg"));
	assert_null(strstr(run.out, "see --verbose"));
	t_run_free(&run);
}

/* What cannot be drawn is an error as it is in words. */
static void svg__bad_use__says_what_is_allowed(void **state)
{
	static const struct {
		bp_command_fn *command;
		const char *arguments[6];
		const char *words;
	} bad[] = {
		{ bp_cmd_explain,
		  { "explain", "--bytes", "4K", "--svg", "--json" },
		  "--svg: goes without --json: one is allowed" },
		{ bp_cmd_explain,
		  { "explain", "--bytes", "4K", "--html", "--json" },
		  "--html: goes without --json: one is allowed" },
		{ bp_cmd_explain,
		  { "explain", "--bytes", "4K", "--html", "--svg" },
		  "--svg: goes without --html: one is allowed" },
		{ bp_cmd_explain, { "explain", "--svg" }, "--bytes: missing" },
		{ bp_cmd_p2p,
		  { "p2p", "@/scenarios/p2p.yaml", "--html", "--svg" },
		  "--svg: goes without --html: one is allowed" },
		{ bp_cmd_topo, { "topo", SWITCH, "--html", "--svg" }, "--html: prints the tree" },
		{ bp_cmd_topo, { "topo", SWITCH, "--html", "--json" }, "--html: prints the tree" },
		{ bp_cmd_topo, { "topo", SWITCH, "--html", "--pairs" }, "--html: prints the tree" },
		{ bp_cmd_topo, { "topo", SWITCH, "--html", "--dot" }, "--dot: prints the tree" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		struct t_run run;

		t_run(&run, bad[i].command, bad[i].arguments);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, bad[i].words);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

/* 200 functions, names longer than any line and in letters of any width. */
static void topo_svg__many_long_names__stay_inside(void **state)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct t_run run;
	char *path;

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		fprintf(out,
			"00:%02x.%u 0108: %0120u \xe6\xbc\xa2\xe5\xad\x97 \xef\xb7\xbd <&> "
			"%u\n\tFlags: x\n",
			i / 8, i % 8, i, i);
	fclose(out);
	path = t_file(text);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--svg"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_picture_is_xml("200 functions", run.out);
	t_picture_is_clear("200 functions", run.out);
	t_contains(run.out, ">00:18.7  device</text>");
	t_run_free(&run);
	t_file_free(path);
	free(text);
}

/* A chain of switches is as deep as numbers of buses go. */
static void topo_svg__deep_chain__stays_inside(void **state)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct t_run run;
	char *path;

	(void)state;
	fputs("machine:\n  iommu: off\n  host_bridges:\n    - tree: |\n        root_port\n", out);
	for (int i = 0; i < 60; i++)
		fprintf(out, "%*s%s\n", 10 + 2 * i, "", i % 2 ? "downstream" : "upstream");
	fclose(out);
	path = t_file_named(text, ".yaml");
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--svg"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_picture_is_clear("a deep chain", run.out);
	t_run_free(&run);
	t_file_free(path);
	free(text);
}

/* The turns of a way are numbered in the tree and told below it. */
static void topo_svg__way__numbered(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", CARDS, "--svg", "--route", "0e:00.0", "12:00.0"));
	t_contains(run.out, ">7-8, 12</text>");
	t_contains(run.out, ">request redirect, not to 0000:0b:10.0 (control 0x000c: RR CR)  "
			    "[P2P-A5.6]</text>");
	t_contains(run.out, ">redirects: ACS 0x000c RR CR</text>");
	assert_null(strstr(run.out, "\"text alarm\""));
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", MACHINE, "--svg", "--route", "05:00.0", "03:00.0"));
	assert_null(strstr(run.out, "class=\"bridge on\""));
	t_contains(run.out, "class=\"port on\"");
	t_run_free(&run);
}

/* A way that leads nowhere ends in red. */
static void topo_svg__refused_way__told_in_red(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", SWITCH, "--svg", "--route", "03:00.0", "04:00.0", "--address", "0x1"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "class=\"text alarm\">no window and no RAM  [P2P-A6.5.4]</text>");
	t_contains(run.out, "unsupported request [P2P-A6.5.4]</text>");
	t_run_free(&run);
}

static void p2p_svg__amounts__beside_their_bars(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", "@/scenarios/p2p.yaml", "--svg"));
	t_contains(run.out, ">from RAM</text>");
	t_contains(run.out, "<title>from RAM: 3157264 bytes</title>");
	t_contains(run.out, ">3.01 MiB</text>");
	t_contains(run.out, ">0 bytes</text>");
	t_run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(svg__any__is_clear_xml),
		cmocka_unit_test(html__any__stands_alone),
		cmocka_unit_test(explain_svg__cut__names_limit_and_rule),
		cmocka_unit_test(explain_svg__refused_merge__told),
		cmocka_unit_test(explain_svg__prp_lists__linked),
		cmocka_unit_test(explain_svg__many_bios__some_drawn),
		cmocka_unit_test(svg__bad_use__says_what_is_allowed),
		cmocka_unit_test(topo_svg__many_long_names__stay_inside),
		cmocka_unit_test(topo_svg__deep_chain__stays_inside),
		cmocka_unit_test(topo_svg__way__numbered),
		cmocka_unit_test(topo_svg__refused_way__told_in_red),
		cmocka_unit_test(p2p_svg__amounts__beside_their_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
