/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <random.h>
#include <string.h>

#include "bp_test.h"
#include "record/anonymize.h"

#define MIB2 ((u64)2 << 20)
#define GIB4 ((u64)4 << 30)
#define N 40u

static struct bp_range old[N], new[N];

static void anonymize(size_t n)
{
	memcpy(new, old, n * sizeof(*new));
	assert_int_equal(bp_anonymize_ranges(new, n), 0);
}

static u64 end(const struct bp_range *range)
{
	return range->addr + range->len;
}

static u64 boundaries(const struct bp_range *range, u64 size)
{
	return (end(range) - 1) / size - range->addr / size;
}

static void assert_kept(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(new[i].len, old[i].len);
		assert_int_equal(new[i].addr % MIB2, old[i].addr % MIB2);
		assert_int_equal(boundaries(&new[i], GIB4), boundaries(&old[i], GIB4));
		for (size_t j = 0; j < n; j++) {
			assert_int_equal(new[i].addr < new[j].addr, old[i].addr < old[j].addr);
			assert_int_equal(end(&new[i]) == new[j].addr, end(&old[i]) == old[j].addr);
			assert_int_equal(end(&new[i]) == new[j].addr &&new[j].addr % GIB4 == 0,
					 end(&old[i]) == old[j].addr && old[j].addr % GIB4 == 0);
		}
	}
}

static void bp_anonymize_ranges__apart__small_numbers_in_order(void **state)
{
	(void)state;
	old[0] = (struct bp_range){ 0x1b8421000, 4096 };
	old[1] = (struct bp_range){ 0x1b7421c00, 512 };
	anonymize(2);
	assert_kept(2);
	assert_int_equal(new[1].addr, MIB2 + 0x21c00);
	assert_int_equal(new[0].addr, 3 * MIB2 + 0x21000);
}

static void bp_anonymize_ranges__touching__touch(void **state)
{
	(void)state;
	/* AB   within one block; CD   across two */
	old[0] = (struct bp_range){ 7 * GIB4 + 0x1000, 4096 };
	old[1] = (struct bp_range){ 7 * GIB4 + 0x2000, 4096 };
	old[2] = (struct bp_range){ 9 * GIB4 + MIB2 - 4096, 4096 };
	old[3] = (struct bp_range){ 9 * GIB4 + MIB2, 4096 };
	anonymize(4);
	assert_kept(4);
}

static void bp_anonymize_ranges__across_4_gib__still_across(void **state)
{
	(void)state;
	old[0] = (struct bp_range){ 3 * GIB4 - 4096, 8192 };
	old[1] = (struct bp_range){ 5 * GIB4 - 3 * MIB2, 4 * MIB2 };
	old[2] = (struct bp_range){ 6 * GIB4 - MIB2, MIB2 };
	old[3] = (struct bp_range){ 6 * GIB4, MIB2 };
	anonymize(4);
	assert_kept(4);
	assert_int_equal(new[0].addr, GIB4 - 4096);
}

/* Many blocks reach 4 GiB by themselves; those that touch must not come to lie across it. */
static void bp_anonymize_ranges__more_than_4_gib_of_blocks__none_comes_across(void **state)
{
	static struct bp_range many[3000];
	struct bp_range *last = &many[2999];

	(void)state;
	for (unsigned i = 0; i < 2999; i++)
		many[i] = (struct bp_range){ (u64)i * 3 * MIB2, 4096 };
	*last = (struct bp_range){ 9 * GIB4 + MIB2, 9 * MIB2 };
	assert_int_equal(bp_anonymize_ranges(many, 3000), 0);
	for (unsigned i = 0; i < 3000; i++)
		assert_int_equal(boundaries(&many[i], GIB4), 0);
	/* The 1024th block would be followed by one that begins at 4 GiB. */
	assert_int_equal(many[1023].addr, (u64)2047 * MIB2);
}

static void bp_anonymize_ranges__random__relations_kept(void **state)
{
	struct t_random r = { 5 };

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		size_t n = (size_t)t_between(&r, 1, N);

		for (size_t i = 0; i < n; i++) {
			u64 addr = t_below(&r, 64) * GIB4 / 2 + t_below(&r, 5) * MIB2 +
				   t_below(&r, MIB2 / 512) * 512;

			if (i && t_once_in(&r, 2))
				addr = end(&old[i - 1]);
			if (t_once_in(&r, 8))
				addr = t_between(&r, 1, 9) * GIB4 - 4096;
			old[i] = (struct bp_range){
				addr, (u32)t_between(&r, 1, t_once_in(&r, 9) ? 3 << 20 : 8192)
			};
		}
		anonymize(n);
		assert_kept(n);
	}
}

static void bp_anonymize_ranges__nothing__nothing(void **state)
{
	(void)state;
	assert_int_equal(bp_anonymize_ranges(NULL, 0), 0);
}

static void bp_anonymize_release__suffix__cut(void **state)
{
	static const char *const releases[][2] = {
		{ "6.18.44-fc-v509", "6.18.44" },
		{ "6.1.0-28-amd64", "6.1.0" },
		{ "6.18.0", "6.18.0" },
		{ "6.12.0+", "6.12.0" },
		{ "", "" },
		{ "linux", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(releases) / sizeof(*releases); i++) {
		char release[32];

		strcpy(release, releases[i][0]);
		bp_anonymize_release(release);
		assert_string_equal(release, releases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_anonymize_ranges__apart__small_numbers_in_order),
		cmocka_unit_test(bp_anonymize_ranges__touching__touch),
		cmocka_unit_test(bp_anonymize_ranges__across_4_gib__still_across),
		cmocka_unit_test(bp_anonymize_ranges__more_than_4_gib_of_blocks__none_comes_across),
		cmocka_unit_test(bp_anonymize_ranges__random__relations_kept),
		cmocka_unit_test(bp_anonymize_ranges__nothing__nothing),
		cmocka_unit_test(bp_anonymize_release__suffix__cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
