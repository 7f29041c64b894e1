/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo: what else is asked where the kernel says yes, and what would change a no.
 */
#include <string.h>

#include "run.h"

#define CARDS "@/tests/golden/two-cards.lspci"
#define SWITCH "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"

#define PORT                                                                                       \
	"00:01.0 PCI bridge [0604]: Port [8086:1111]\n\tBus: primary=00, secondary=01, "           \
	"subordinate=01\n\tCapabilities: [68] Express (v2) Root Port (Slot+), MSI 00\n"
#define CARD(function, class, ids, region)                                                         \
	"01:00." #function " Thing [" class "]: Card [" ids "]\n" region                           \
					    "\tCapabilities: [68] Express (v2) Endpoint, MSI 00\n"
#define REGION(size) "\tRegion 0: Memory at 38000000000 (64-bit, prefetchable) [size=" size "]\n"

static void expect(const char *text, const char *rules, const char *says, bool said)
{
	char *path = t_file(text);
	struct t_run run;

	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", path, "--from", "01:00.0", "--to", "01:00.1", "--rules", rules));
	assert_int_equal(run.status, BP_EXIT_FINE);
	if (!strstr(run.out, says) == said)
		fail_msg("\"%s\" %s in:\n%s", says, said ? "is not" : "is", run.out);
	t_run_free(&run);
	t_file_free(path);
}

/* P-76, P-82, P-83, P-86: by what the provider is. */
static void topo__good_verdict__what_else_is_asked(void **state)
{
	static const struct {
		const char *text, *rules, *says;
		bool said;
	} cases[] = {
#define PEER CARD(1, "0200", "15b3:1017", "")
		{ PORT CARD(0, "0302", "1002:740f", REGION("64G")) PEER, "v6.12",
		  "pcie_p2p, all memory in the BAR", true },
		{ PORT CARD(0, "0302", "1002:740f", REGION("64G")) PEER, "v6.12",
		  "before its BAR is resized", false },
		{ PORT CARD(0, "0302", "1002:740f", REGION("256M")) PEER, "v6.12",
		  "The largest BAR of 0000:01:00.0 is 256M, which is what a GPU shows", true },
		{ PORT CARD(0, "0380", "8086:e223", REGION("32G")) PEER, "v6.12",
		  "fails with EOPNOTSUPP (P-82)", true },
		{ PORT CARD(0, "0302", "10de:2330", REGION("128G")) PEER, "v6.12",
		  "a list of chipsets of its own", true },
		{ PORT CARD(0, "1200", "1002:74a1", REGION("128G")) PEER, "v6.12", "XGMI", true },
		{ PORT CARD(0, "0108", "8086:f1a5", REGION("16K")) PEER, "v6.12", "(RDS and WDS)",
		  true },
		{ PORT CARD(0, "0108", "8086:f1a5", REGION("16K")) PEER, "v6.12", "amdgpu", false },
		{ PORT CARD(0, "0108", "8086:f1a5", "") PEER, "v6.12", "nothing to reach", true },
		{ PORT CARD(0, "0108", "8086:f1a5", REGION("16K")) PEER, "v6.12",
		  "takes no such memory (P-76)", true },
		{ PORT CARD(0, "0108", "8086:f1a5", REGION("16K")) PEER, "v5.2",
		  "every distance is -1 (P-76)", true },
		{ PORT CARD(0, "0108", "8086:f1a5",
			    "\tRegion 0: Memory at 38000000000 (64-bit, prefetchable)\n") PEER,
		  "v6.12", "is not in the input: -vvv or --resources tells", true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		expect(cases[i].text, cases[i].rules, cases[i].says, cases[i].said);
}

/* Section 12: the cure that fits, with what it does under the kernel in hand. */
static void topo__redirect__the_cure_and_what_is_none(void **state)
{
	static const struct {
		const char *rules, *says;
		bool said;
	} cases[] = {
		{ "v6.1", "begins from the word that firmware left", false },
		{ "v6.12", "v6.12 begins from the word that firmware left", true },
		{ "v6.12", "leave redirect on where firmware set it", true },
		{ "v7.1", "leave redirect on where firmware set it", false },
		{ "v7.1", "pci=noacs and pcie_acs_override= do nothing of it", true },
		{ "v5.2", "Then the answer is 8 (P-9)", true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_topo,
		      T_ARGS("topo", CARDS, "--from", "0e:00.0", "--to", "12:00.0", "--rules",
			     cases[i].rules));
		if (!strstr(run.out, cases[i].says) == cases[i].said)
			fail_msg("case %zu: %s", i, run.out);
		t_run_free(&run);
	}
}

/* P-33, P-36: from which kernel on, and what helps where there are two host bridges. */
static void topo__host_bridges__what_helps(void **state)
{
#define TWO(id)                                                                                    \
	"machine:\n  cpu: intel:6\n  iommu: off\n  host_bridges:\n    - tree: |\n"                 \
	"        host_bridge " id "\n        root_port\n          nvme\n    - tree: |\n"           \
	"        host_bridge " id "\n        root_port\n          nvme\n"
	static const struct {
		const char *machine, *says;
	} cases[] = {
		{ TWO("8086:2f00"),
		  "Put both devices below one host bridge: for that it is listed" },
		{ TWO("8086:0b25"), "The kernel lists 8086:0b25 from v7.1.y on (P-33)." },
		{ TWO("8086:4c43"), "No kernel that is known here lists 8086:4c43" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *path = t_file_named(cases[i].machine, ".yaml");
		struct t_run run;

		t_run(&run, bp_cmd_topo,
		      T_ARGS("topo", path, "--from", "01:00.0", "--to", "03:00.0"));
		t_contains(run.out, cases[i].says);
		t_run_free(&run);
		t_file_free(path);
	}
}

/* The answer in words, before all numbers: one for each reason. */
static void topo__answer__plain_words(void **state)
{
	static const struct {
		const char *input, *from, *to, *options[6], *says;
	} cases[] = {
		{ CARDS, "0e:00.0", "0e:00.0", { NULL }, "yes: it is one function" },
		{ SWITCH,
		  "03:00.0",
		  "04:00.0",
		  { NULL },
		  "yes, directly: the packets turn at 0000:01:00.0 or below" },
		{ CARDS,
		  "0e:00.0",
		  "12:00.0",
		  { "--cpu=amd:0x19" },
		  "yes, through the host bridge: the kernel trusts those of this CPU" },
		{ SWITCH,
		  "03:00.0",
		  "06:00.0",
		  { "--host-bridge=8086:29c0" },
		  "yes, through the host bridge: it is on the kernel's list" },
		{ CARDS,
		  "0e:00.0",
		  "12:00.0",
		  { "--cpu=intel:6" },
		  "no: ACS redirect sends the packets up to the host bridge, and the kernel does "
		  "not trust the host bridge" },
		{ SWITCH,
		  "03:00.0",
		  "06:00.0",
		  { "--cpu=intel:6" },
		  "no: they have no bridge in common, and the kernel does not trust the host "
		  "bridge" },
		{ CARDS,
		  "0e:00.0",
		  "12:00.0",
		  { "--rules=v5.2" },
		  "no: ACS redirect is on in 4 of the path" },
		{ SWITCH,
		  "03:00.0",
		  "06:00.0",
		  { "--rules=v5.2", "--iommu=on", "--host-bridge=8086:29c0" },
		  "no: they have no bridge in common, and with an IOMMU this kernel trusts no "
		  "host bridge" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *const *o = cases[i].options;
		json_t *j = t_run_json(bp_cmd_topo, T_ARGS("topo", "--json", cases[i].input,
							   "--from", cases[i].from, "--to",
							   cases[i].to, o[0], o[1], o[2]));

		assert_string_equal(json_string_value(t_at(j, "answer")), cases[i].says);
		json_decref(j);
	}
}

/* Programs hear of it as well. */
static void topo__json__warnings_and_unknown_in_each_document(void **state)
{
	static const char *const questions[][6] = {
		{ "--pairs" },
		{ "--from", "03:00.0", "--to", "04:00.0" },
		{ "--provider", "03:00.0", "--to", "04:00.0" },
		{ "--route", "03:00.0", "04:00.0" },
		{ NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(questions); i++) {
		const char *const *q = questions[i];
		json_t *j = t_run_json(bp_cmd_topo,
				       T_ARGS("topo", SWITCH, "--json", q[0], q[1], q[2], q[3]));

		assert_int_equal(json_array_size(t_at(j, "warnings")), 0);
		t_contains(json_string_value(t_at(j, "unknown.0")), "the CPU: --cpu");
		json_decref(j);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo__good_verdict__what_else_is_asked),
		cmocka_unit_test(topo__redirect__the_cure_and_what_is_none),
		cmocka_unit_test(topo__host_bridges__what_helps),
		cmocka_unit_test(topo__answer__plain_words),
		cmocka_unit_test(topo__json__warnings_and_unknown_in_each_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
