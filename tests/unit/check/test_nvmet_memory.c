/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a target, and a checker that has no memory for them.
 */
#include <blkpath/nvmet_event.h>

#include "court.h"

static void tell(struct t_court *court, enum bp_event_id id, const struct bp_nvmet_event *nvmet)
{
	const struct bp_event event = { .id = id, .env = &court->w.env, .nvmet = nvmet };

	bp_check_event(court->check, &event);
}

static void target__memory_of_any_size__no_false_accusation(void **state)
{
	static const struct bp_nvmet_event begun = {
		.req = { .sq = 7, .serial = 1, .step = BP_NVMET_INITED }
	};
	static const struct bp_nvmet_event done = {
		.req = { .sq = 7, .serial = 1, .step = BP_NVMET_COMPLETED }
	};
	static const struct bp_nvmet_event account = { .credits = { .sq = 7, .avail = 9 } };
	bool blind = true;
	u64 records;

	(void)state;
	for (records = 0; blind; records++) {
		struct t_court court;

		t_court_open(&court);
		bp_check_limit(court.check, records);
		tell(&court, BP_EV_NVMET_CREDITS, &account);
		tell(&court, BP_EV_NVMET_REQ, &begun);
		assert_int_equal(bp_check_live(court.check), records);
		tell(&court, BP_EV_NVMET_REQ, &done);
		assert_int_equal(bp_check_total(court.check), 0);
		blind = bp_check_blind(court.check);
		t_court_close(&court);
	}
	assert_true(records > 2); /* queue and command have one each */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(target__memory_of_any_size__no_false_accusation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
