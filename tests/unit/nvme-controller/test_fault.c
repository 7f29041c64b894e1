/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a fault happens (NVC-37).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "nvme/engine.h"

static struct bp_nvme_controller ctrl;

static void use(const char *text)
{
	struct bp_nvme_fault fault;
	struct bp_error err = { 0 };

	if (bp_nvme_fault_parse(text, &fault, &err))
		fail_msg("%s", err.text);
	bp_nvme_fault_clear(&ctrl);
	ctrl.counters = (struct bp_nvme_counters){ 0 };
	assert_int_equal(bp_nvme_fault_add(&ctrl, &fault), 0);
}

/* Which of @n chances hit, as a picture: "..x.". */
static const char *picture(enum bp_nvme_fault_point point, unsigned n)
{
	static char marks[65];

	for (unsigned i = 0; i < n; i++)
		marks[i] = bp_nvme_fault(&ctrl, point, NULL) ? 'x' : '.';
	marks[n] = '\0';
	return marks;
}

static void bp_nvme_fault__counts__when_it_is_its_turn(void **state)
{
	static const struct {
		const char *text;
		const char *picture;
	} rows[] = {
		{ "never-ready", "x......." },
		{ "never-ready:3", "xxx....." },
		{ "never-ready:0", "xxxxxxxx" },
		{ "never-ready,skip=2", "..x....." },
		{ "never-ready:2,skip=3", "...xx..." },
		{ "never-ready,every=3", "..x..x.." },
		{ "never-ready:1,every=3", "..x....." },
		{ "never-ready,every=2,skip=1", "..x.x.x." },
		{ "never-ready,ppm=1000000", "xxxxxxxx" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		use(rows[i].text);
		assert_string_equal(picture(BP_NVME_FAULT_NEVER_READY, 8), rows[i].picture);
		assert_string_equal(picture(BP_NVME_FAULT_FAIL_ENABLE, 8), "........");
	}
}

/* One in a hundred, by the seed alone (INV-NVME-35). */
static void bp_nvme_fault__rate__seeded(void **state)
{
	unsigned hits[3] = { 0 };

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		use(turn < 2 ? "bit-flip,ppm=10000,seed=7" : "bit-flip,ppm=10000,seed=8");
		for (unsigned i = 0; i < 100000; i++)
			hits[turn] +=
				(i + 1) * !!bp_nvme_fault(&ctrl, BP_NVME_FAULT_BIT_FLIP, NULL);
		assert_in_range(ctrl.counters.faults, 800, 1200);
	}
	assert_int_equal(hits[0], hits[1]);
	assert_int_not_equal(hits[0], hits[2]);
}

static struct bp_nvme_run a_command(u16 sqid, u16 cid, u8 opcode, u64 slba, u16 nlb)
{
	return (struct bp_nvme_run){
		.ctrl = &ctrl,
		.sqid = sqid,
		.cmd.rw = { .opcode = opcode,
			    .command_id = cpu_to_le16(cid),
			    .nsid = cpu_to_le32(2),
			    .slba = cpu_to_le64(slba),
			    .length = cpu_to_le16(nlb) },
	};
}

static void bp_nvme_fault__filters__all_must_fit(void **state)
{
	struct bp_nvme_run read = a_command(1, 7, nvme_cmd_read, 100, 7);
	struct bp_nvme_run flush = a_command(1, 7, nvme_cmd_flush, 100, 7);
	struct bp_nvme_run admin = a_command(0, 7, nvme_admin_get_log_page, 100, 7);
	static const struct {
		const char *text;
		bool hits[3];
	} rows[] = {
		{ "media:0,sqid=1", { true, true, false } },
		{ "media:0,cid=7", { true, true, true } },
		{ "media:0,cid=8", { false } },
		{ "media:0,opcode=2", { true, false, false } },
		{ "media:0,opcode=2,sqid=0", { false, false, true } },
		{ "media:0,where=io", { true, true, false } },
		{ "media:0,where=admin", { false, false, true } },
		{ "media:0,where=io,opcode=2", { true, false, false } },
		{ "media:0,where=admin,opcode=2", { false, false, true } },
		{ "media:0,where=admin,sqid=1", { false } },
		{ "media:0,nsid=2", { true, true, true } },
		{ "media:0,nsid=1", { false } },
		{ "media:0,lba=107", { true, false, false } },
		{ "media:0,lba=108-200", { false } },
		{ "media:0,lba=0-99", { false } },
		{ "media:0,lba=0-100,cid=7,sqid=1", { true, false, false } },
		{ "media:0,lba=0-100,cid=6", { false } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bp_nvme_run *runs[] = { &read, &flush, &admin };

		use(rows[i].text);
		for (unsigned j = 0; j < 3; j++)
			if (!!bp_nvme_fault(&ctrl, BP_NVME_FAULT_MEDIA, runs[j]) != rows[i].hits[j])
				fail_msg("%s, command %u", rows[i].text, j);
		assert_null(bp_nvme_fault(&ctrl, BP_NVME_FAULT_MEDIA, NULL));
	}
}

static void bp_nvme_fault_at__places__step_piece_or_value(void **state)
{
	const struct bp_nvme_fault *hit;

	(void)state;
	use("fatal@complete:0");
	assert_null(bp_nvme_fault_at(&ctrl, BP_NVME_FAULT_FATAL, NULL, BP_NVME_STEP_FETCH));
	assert_non_null(bp_nvme_fault_at(&ctrl, BP_NVME_FAULT_FATAL, NULL, BP_NVME_STEP_COMPLETE));
	use("data-page@2:0");
	assert_null(bp_nvme_fault_at(&ctrl, BP_NVME_FAULT_DATA_PAGE, NULL, 1));
	assert_non_null(bp_nvme_fault_at(&ctrl, BP_NVME_FAULT_DATA_PAGE, NULL, 2));
	use("data-page:0");
	assert_non_null(bp_nvme_fault_at(&ctrl, BP_NVME_FAULT_DATA_PAGE, NULL, 5));
	use("status@0x281");
	hit = bp_nvme_fault(&ctrl, BP_NVME_FAULT_STATUS, NULL);
	assert_non_null(hit);
	assert_int_equal(bp_nvme_fault_value(hit), 0x281);
	use("status");
	hit = bp_nvme_fault(&ctrl, BP_NVME_FAULT_STATUS, NULL);
	assert_int_equal(bp_nvme_fault_value(hit), NVME_SC_INTERNAL);
	use("partial@0");
	hit = bp_nvme_fault(&ctrl, BP_NVME_FAULT_PARTIAL, NULL);
	assert_int_equal(bp_nvme_fault_value(hit), 0);
}

static void bp_nvme_fault_parse__nonsense__message(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} rows[] = {
		{ "", "no such fault" },
		{ "never", "no such fault" },
		{ "never-ready@1", "has no place" },
		{ "fatal@late", "place is doorbell, fetch, execute, complete, post or interrupt" },
		{ "fatal@1", "place is doorbell" },
		{ "data-page@x", "place is a number from 0 to 18446744073709551615" },
		{ "data-page@-1", "place is a number" },
		{ "corrupt-sqe@64", "from 0 to 63" },
		{ "status@0x8000", "from 0 to 32767" },
		{ "media@0x8000", "from 0 to 32767" },
		{ "cqe-cid@65536", "from 0 to 65535" },
		{ "late-fetch@1000000000000001", "from 0 to 1000000000000000" },
		{ "never-ready:", "count is no number" },
		{ "never-ready:2x", "count is no number" },
		{ "never-ready:99999999999999999999", "count is no number" },
		{ "media,", "keys are" },
		{ "media,lba", "keys are" },
		{ "media,lba=", "keys are" },
		{ "media,lba=9-8", "keys are" },
		{ "media,lba=1-", "keys are" },
		{ "media,cid=65536", "keys are" },
		{ "media,ppm=1000001", "keys are" },
		{ "media,colour=1", "keys are" },
		{ "media,where", "where=io or where=admin" },
		{ "media,where=", "where=io or where=admin" },
		{ "media,where=1", "where=io or where=admin" },
		{ "media,where=admins", "where=io or where=admin" },
	};
	struct bp_nvme_fault fault;
	char longest[400];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bp_error err = { 0 };

		assert_int_equal(bp_nvme_fault_parse(rows[i].text, &fault, &err), -EINVAL);
		if (!strstr(err.text, rows[i].words))
			fail_msg("%s: %s", rows[i].text, err.text);
	}
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(bp_nvme_fault_parse(longest, &fault, NULL), -EINVAL);
}

static void bp_nvme_fault_parse__every_name__its_row(void **state)
{
	struct bp_nvme_fault fault;

	(void)state;
	for (unsigned i = 0; i < BP_NVME_FAULT_NR; i++) {
		assert_int_equal(bp_nvme_fault_parse(bp_nvme_fault_table[i].name, &fault, NULL), 0);
		assert_int_equal(fault.point, i);
		assert_int_equal(fault.count, 1);
		assert_int_equal(fault.filters, 0);
	}
}

static void bp_nvme_fault_add__too_many__refused(void **state)
{
	const struct bp_nvme_fault fault = { 0 };

	(void)state;
	bp_nvme_fault_clear(&ctrl);
	for (unsigned i = 0; i < BP_NVME_FAULTS_MAX; i++)
		assert_int_equal(bp_nvme_fault_add(&ctrl, &fault), 0);
	assert_int_equal(bp_nvme_fault_add(&ctrl, &fault), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_fault__counts__when_it_is_its_turn),
		cmocka_unit_test(bp_nvme_fault__rate__seeded),
		cmocka_unit_test(bp_nvme_fault__filters__all_must_fit),
		cmocka_unit_test(bp_nvme_fault_at__places__step_piece_or_value),
		cmocka_unit_test(bp_nvme_fault_parse__nonsense__message),
		cmocka_unit_test(bp_nvme_fault_parse__every_name__its_row),
		cmocka_unit_test(bp_nvme_fault_add__too_many__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
