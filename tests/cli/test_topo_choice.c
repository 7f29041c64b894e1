/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo --provider: which of several the kernel takes.
 */
#include "run.h"

#define SWITCH "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define ROOTS "@/tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt"

/* P-81: the nearest by the sum of distances, ties drawn at random, none that misses a client. */
static void topo__providers__ranked(void **state)
{
	struct t_run run;
	json_t *j;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", ROOTS, "--provider", "41:00.0", "--provider", "03:00.0", "--provider",
		     "06:00.0", "--to", "07:00.0", "--cpu", "intel:6"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "     4  0000:06:00.0  Red Hat, Inc. QEMU NVM Express Controller "
			    "[1b36:0010]  <- nearest\n     6  0000:03:00.0");
	t_contains(run.out, "    -1  0000:41:00.0  Red Hat, Inc. QEMU NVM Express Controller "
			    "[1b36:0010]  <- cannot");
	t_contains(run.out, "takes the nearest");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", SWITCH, "--provider", "03:00.0", "--provider", "04:00.0", "--to",
		     "05:00.0"));
	t_contains(run.out, "one of the 2 nearest at random");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", SWITCH, "--provider", "03:00.0", "--to", "06:00.0"));
	t_contains(run.out, "    -1? 0000:03:00.0");
	t_contains(run.out, "the kernel takes none (P-81).\n? depends on what is not known");
	t_run_free(&run);
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", ROOTS, "--provider", "03:00.0", "--to",
					   "06:00.0", "--to", "07:00.0", "--json"));
	assert_int_equal(json_integer_value(t_at(j, "providers.0.sum")), 12);
	assert_int_equal(json_integer_value(t_at(j, "candidates")), 1);
	assert_true(json_is_false(t_at(j, "providers.0.depends")));
	json_decref(j);
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", ROOTS, "--provider", "03:00.0", "--to",
					   "06:00.0", "--to", "41:00.0", "--json"));
	assert_true(json_is_true(t_at(j, "providers.0.depends")));
	json_decref(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo__providers__ranked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
