/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set Features and Get Features: the errors of NVC-40, and what is current, default and saved.
 */
#include "admin_test.h"

#define SAVE NVME_FEAT_SAVE

static const u8 known[] = { 0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08,
			    0x09, 0x0a, 0x0b, 0x0e, 0x0f, 0x16 };

static bool is_known(unsigned fid)
{
	for (size_t i = 0; i < sizeof(known); i++)
		if (known[i] == fid)
			return true;
	return false;
}

static void bp_nvme_admin_get_features__every_fid__thirteen_are_known(void **state)
{
	struct t_admin *a = *state;

	for (unsigned fid = 0; fid < 256; fid++)
		assert_nvme_status(t_get(a, 1, fid, NVME_FEAT_SEL_CURRENT, 0),
				   is_known(fid) ? NVME_SC_SUCCESS : T_DNR(NVME_SC_INVALID_FIELD));
}

/* What a controller lacks has no feature either. */
static void bp_nvme_admin_get_features__nothing_optional__invalid_field(void **state)
{
	static const u8 optional[] = { NVME_FEAT_VOLATILE_WC, NVME_FEAT_TIMESTAMP, NVME_FEAT_KATO,
				       NVME_FEAT_HOST_BEHAVIOR };
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.vs = BP_NVME_VS_1_3;
	config.vwc = 0;
	config.oncs = 0;
	config.kas = 0;
	t_admin_start(&a, &config);
	for (size_t i = 0; i < sizeof(optional); i++) {
		assert_nvme_status(t_get(&a, 0, optional[i], 0, 0), T_DNR(NVME_SC_INVALID_FIELD));
		assert_nvme_status(t_set(&a, 0, optional[i], 0), T_DNR(NVME_SC_INVALID_FIELD));
	}
	t_admin_stop(&a);
}

/* One row per error of NVC-40 and the order in which they are found. */
static void bp_nvme_admin_set_features__what_cannot_be__its_status(void **state)
{
	static const struct {
		const char *name;
		u32 nsid;
		u32 cdw10;
		u32 cdw11;
		u16 status;
	} cases[] = {
		{ "unknown", 0, 0x03, 0, NVME_SC_INVALID_FIELD },
		{ "unknown, saved", 0, SAVE | 0x03, 0, NVME_SC_INVALID_FIELD },
		{ "number of queues is not saved", 0, SAVE | NVME_FEAT_NUM_QUEUES, 0,
		  NVME_SC_FEATURE_NOT_SAVEABLE },
		{ "events are not saved", 0, SAVE | NVME_FEAT_ASYNC_EVENT, 0,
		  NVME_SC_FEATURE_NOT_SAVEABLE },
		{ "not saveable before not changeable", 0, SAVE | NVME_FEAT_WRITE_ATOMIC, 0,
		  NVME_SC_FEATURE_NOT_SAVEABLE },
		{ "atomicity is as it is", 0, NVME_FEAT_WRITE_ATOMIC, 1,
		  NVME_SC_FEATURE_NOT_CHANGEABLE },
		{ "one namespace", 1, NVME_FEAT_ARBITRATION, 0, NVME_SC_FEATURE_NOT_PER_NS },
		{ "an inactive one", 2, NVME_FEAT_ARBITRATION, 0, NVME_SC_FEATURE_NOT_PER_NS },
		{ "one that is not there", 4, NVME_FEAT_ARBITRATION, 0, NVME_SC_INVALID_NS },
		{ "not per namespace before not changeable", 1, NVME_FEAT_WRITE_ATOMIC, 0,
		  NVME_SC_FEATURE_NOT_PER_NS },
		{ "a power state there is not", 0, NVME_FEAT_POWER_MGMT, 1, NVME_SC_INVALID_FIELD },
		{ "a sensor there is not", 0, NVME_FEAT_TEMP_THRESH, 1u << 16,
		  NVME_SC_INVALID_FIELD },
		{ "a third threshold", 0, NVME_FEAT_TEMP_THRESH, 2u << 20, NVME_SC_INVALID_FIELD },
		{ "a vector there is not", 0, NVME_FEAT_IRQ_CONFIG, 9, NVME_SC_INVALID_FIELD },
		{ "no namespace", 0, NVME_FEAT_ERR_RECOVERY, 0, NVME_SC_INVALID_NS },
		{ "a namespace too many", 4, NVME_FEAT_ERR_RECOVERY, 0, NVME_SC_INVALID_NS },
		{ "an inactive namespace", 2, NVME_FEAT_ERR_RECOVERY, 0, NVME_SC_INVALID_FIELD },
		{ "65536 submission queues", 0, NVME_FEAT_NUM_QUEUES, 0x0001ffff,
		  NVME_SC_INVALID_FIELD },
		{ "65536 completion queues", 0, NVME_FEAT_NUM_QUEUES, 0xffff0001,
		  NVME_SC_INVALID_FIELD },
		{ "a time that cannot be rounded up", 0, NVME_FEAT_KATO, 0xffffffff,
		  NVME_SC_KA_TIMEOUT_INVALID },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const u16 status = t_set(a, cases[i].nsid, cases[i].cdw10, cases[i].cdw11);

		if (status != T_DNR(cases[i].status))
			fail_msg("%s: 0x%x", cases[i].name, status);
	}
}

static void bp_nvme_admin_get_features__what_cannot_be__its_status(void **state)
{
	static const struct {
		u32 nsid;
		u32 fid;
		u32 select;
		u32 cdw11;
		u16 status;
	} cases[] = {
		{ 0, NVME_FEAT_ARBITRATION, 4, 0, NVME_SC_INVALID_FIELD },
		{ 0, NVME_FEAT_ARBITRATION, 7, 0, NVME_SC_INVALID_FIELD },
		{ 0, NVME_FEAT_TEMP_THRESH, 0, 0xfu << 16, NVME_SC_INVALID_FIELD },
		{ 0, NVME_FEAT_IRQ_CONFIG, 0, 0xffff, NVME_SC_INVALID_FIELD },
		{ 0, NVME_FEAT_ERR_RECOVERY, 0, 0, NVME_SC_INVALID_NS },
		{ 2, NVME_FEAT_ERR_RECOVERY, 0, 0, NVME_SC_INVALID_FIELD },
		{ NVME_NSID_ALL, NVME_FEAT_ERR_RECOVERY, 0, 0, NVME_SC_INVALID_NS },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_nvme_status(t_get(a, cases[i].nsid, cases[i].fid, cases[i].select,
					 cases[i].cdw11),
				   T_DNR(cases[i].status));
}

/* Without save and select (ONCS bit 4). */
static void bp_nvme_admin_features__nothing_is_saved__refused(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.oncs = 0;
	t_admin_start(&a, &config);
	assert_nvme_status(t_set(&a, 0, SAVE | NVME_FEAT_ARBITRATION, 1),
			   T_DNR(NVME_SC_FEATURE_NOT_SAVEABLE));
	assert_nvme_status(t_set(&a, 0, NVME_FEAT_ARBITRATION, 1), NVME_SC_SUCCESS);
	for (u32 select = 1; select < 4; select++)
		assert_nvme_status(t_get(&a, 0, NVME_FEAT_ARBITRATION, select, 0),
				   T_DNR(NVME_SC_INVALID_FIELD));
	t_admin_stop(&a);
}

/* Bits: saveable 0, per namespace 1, changeable 2. */
static void bp_nvme_admin_get_features__capabilities__of_each(void **state)
{
	static const u8 caps[256] = {
		[0x01] = 5, [0x02] = 5, [0x04] = 5, [0x05] = 7, [0x06] = 5, [0x07] = 4, [0x08] = 5,
		[0x09] = 4, [0x0a] = 0, [0x0b] = 4, [0x0e] = 4, [0x0f] = 4, [0x16] = 4,
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < sizeof(known); i++) {
		assert_nvme_status(t_get(a, 0, known[i], NVME_FEAT_SEL_CAPABILITIES, 0), 0);
		assert_int_equal(a->result, caps[known[i]]);
		t_written(a, 0);
	}
}

static void expect_three(struct t_admin *a, u32 now, u32 initial, u32 saved)
{
	const u32 expected[] = { [NVME_FEAT_SEL_CURRENT] = now,
				 [NVME_FEAT_SEL_DEFAULT] = initial,
				 [NVME_FEAT_SEL_SAVED] = saved };

	for (u32 select = 0; select < 3; select++) {
		assert_nvme_status(t_get(a, 0, NVME_FEAT_IRQ_COALESCE, select, 0), 0);
		assert_int_equal(a->result, expected[select]);
	}
}

/* What was saved comes back with a reset (NVC-4); bits that mean nothing are not kept. */
static void bp_nvme_admin_set_features__saved_and_not__until_the_reset(void **state)
{
	struct t_admin *a = *state;

	expect_three(a, 0, 0, 0);
	assert_nvme_status(t_set(a, NVME_NSID_ALL, NVME_FEAT_IRQ_COALESCE, 0xabcd0102), 0);
	expect_three(a, 0x0102, 0, 0);
	assert_nvme_status(t_set(a, 0, SAVE | NVME_FEAT_IRQ_COALESCE, 0x0304), 0);
	expect_three(a, 0x0304, 0, 0x0304);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_IRQ_COALESCE, 0x0506), 0);
	expect_three(a, 0x0506, 0, 0x0304);
	t_nvctrl_disable(&a->t);
	t_nvctrl_enable(&a->t);
	expect_three(a, 0x0304, 0, 0x0304);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_get_features__every_fid__thirteen_are_known),
		cmocka_unit_test(bp_nvme_admin_get_features__nothing_optional__invalid_field),
		t_with_admin(bp_nvme_admin_set_features__what_cannot_be__its_status),
		t_with_admin(bp_nvme_admin_get_features__what_cannot_be__its_status),
		cmocka_unit_test(bp_nvme_admin_features__nothing_is_saved__refused),
		t_with_admin(bp_nvme_admin_get_features__capabilities__of_each),
		t_with_admin(bp_nvme_admin_set_features__saved_and_not__until_the_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
