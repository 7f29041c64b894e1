/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of a queue pair: R-A5.1, R-A5.2.
 */
#include <blkpath/ib_qp.h>

#include "bp_test.h"

#define INIT (IB_QP_PKEY_INDEX | IB_QP_PORT | IB_QP_ACCESS_FLAGS)
#define RTR                                                                                        \
	(IB_QP_AV | IB_QP_PATH_MTU | IB_QP_DEST_QPN | IB_QP_RQ_PSN | IB_QP_MAX_DEST_RD_ATOMIC |    \
	 IB_QP_MIN_RNR_TIMER)
#define RTS                                                                                        \
	(IB_QP_TIMEOUT | IB_QP_RETRY_CNT | IB_QP_RNR_RETRY | IB_QP_SQ_PSN | IB_QP_MAX_QP_RD_ATOMIC)

static bool ok(enum ib_qp_state from, enum ib_qp_state to, int mask)
{
	return ib_modify_qp_is_ok(from, to, IB_QPT_RC, mask | IB_QP_STATE);
}

static const struct {
	enum ib_qp_state from, to;
	int required;
} walk[] = {
	{ IB_QPS_RESET, IB_QPS_INIT, INIT },
	{ IB_QPS_INIT, IB_QPS_RTR, RTR },
	{ IB_QPS_RTR, IB_QPS_RTS, RTS },
};

static void ib_modify_qp_is_ok__each_needed_bit_missing__no(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(walk); i++) {
		assert_true(ok(walk[i].from, walk[i].to, walk[i].required));
		for (int bit = 1; bit <= IB_QP_DEST_QPN; bit <<= 1)
			if (walk[i].required & bit)
				assert_false(ok(walk[i].from, walk[i].to, walk[i].required & ~bit));
	}
}

static void ib_modify_qp_is_ok__a_bit_of_no_use__no(void **state)
{
	(void)state;
	assert_false(ok(IB_QPS_RESET, IB_QPS_INIT, INIT | IB_QP_SQ_PSN));
	assert_false(ok(IB_QPS_INIT, IB_QPS_RTR, RTR | IB_QP_PORT));
	assert_false(ok(IB_QPS_RTR, IB_QPS_RTS, RTS | IB_QP_PORT));
	assert_false(ok(IB_QPS_RTS, IB_QPS_ERR, IB_QP_PORT));
	assert_false(ok(IB_QPS_RTS, IB_QPS_RESET, IB_QP_ACCESS_FLAGS));
}

static void ib_modify_qp_is_ok__extras__may_be_given(void **state)
{
	(void)state;
	assert_true(ok(IB_QPS_INIT, IB_QPS_INIT, 0));
	assert_true(ok(IB_QPS_INIT, IB_QPS_INIT, INIT));
	assert_true(ok(IB_QPS_INIT, IB_QPS_INIT, IB_QP_PORT));
	assert_true(ok(IB_QPS_INIT, IB_QPS_RTR,
		       RTR | IB_QP_ALT_PATH | IB_QP_ACCESS_FLAGS | IB_QP_PKEY_INDEX));
	assert_true(ok(IB_QPS_RTR, IB_QPS_RTS, RTS | IB_QP_ACCESS_FLAGS | IB_QP_MIN_RNR_TIMER));
	assert_true(ok(IB_QPS_RTS, IB_QPS_RTS, IB_QP_ACCESS_FLAGS));
}

/* Which of the 49 pairs exist, whatever is given; rows from, columns to, in the order of the enum.
 */
static const char *const pairs[] = {
	"xx.....", /* RESET: RESET, INIT */
	"xxx...x", /* INIT: INIT, RTR */
	"x..x..x", /* RTR: RTS */
	"x..xx.x", /* RTS: RTS, SQD */
	"x..xx.x", /* SQD: RTS, SQD */
	"x.....x", /* SQE */
	"x.....x", /* ERR: RESET, ERR */
};

static void ib_modify_qp_is_ok__all_pairs__those_of_the_table(void **state)
{
	(void)state;
	for (enum ib_qp_state from = 0; from <= IB_QPS_ERR; from++)
		for (enum ib_qp_state to = 0; to <= IB_QPS_ERR; to++) {
			bool any = ok(from, to, 0) || ok(from, to, INIT) || ok(from, to, RTR) ||
				   ok(from, to, RTS);

			if (any != (pairs[from][to] == 'x'))
				fail_msg("%d to %d is %d", from, to, any);
		}
}

static void ib_modify_qp_is_ok__no_reliable_connection__only_reset_and_error(void **state)
{
	(void)state;
	assert_false(ib_modify_qp_is_ok(IB_QPS_RESET, IB_QPS_INIT, IB_QPT_UD, INIT | IB_QP_STATE));
	assert_true(ib_modify_qp_is_ok(IB_QPS_INIT, IB_QPS_ERR, IB_QPT_UD, IB_QP_STATE));
	assert_true(ib_modify_qp_is_ok(IB_QPS_INIT, IB_QPS_RESET, IB_QPT_UD, IB_QP_STATE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_modify_qp_is_ok__each_needed_bit_missing__no),
		cmocka_unit_test(ib_modify_qp_is_ok__a_bit_of_no_use__no),
		cmocka_unit_test(ib_modify_qp_is_ok__extras__may_be_given),
		cmocka_unit_test(ib_modify_qp_is_ok__all_pairs__those_of_the_table),
		cmocka_unit_test(ib_modify_qp_is_ok__no_reliable_connection__only_reset_and_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
