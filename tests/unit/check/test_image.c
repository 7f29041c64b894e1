/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MERGE-6: what a refused merge may change, and what not.
 */
#include <string.h>

#include "offer.h"

static void length_changed(struct offer *o)
{
	o->rq.__data_len += 512;
}

static void flags_changed(struct offer *o)
{
	o->rq.cmd_flags |= REQ_SYNC;
}

static void its_bio_changed(struct offer *o)
{
	o->a->bi_opf |= REQ_SYNC;
}

static void the_bio_changed(struct offer *o)
{
	o->b->bi_iter.bi_sector++;
}

static void nothing_that_counts(struct offer *o)
{
	o->rq.cmd_flags |= REQ_NOMERGE;
	o->rq.nr_integrity_segments++;
	o->b->bi_phys_segments = 1;
	bio_set_flag(o->b, BIO_SEG_VALID);
}

static void refusal__changed_something__breaks_merge_6(void **state)
{
	static const struct {
		const char *says; /* NULL: it holds */
		void (*spoil)(struct offer *o);
	} cases[] = {
		{ NULL, nothing_that_counts },		{ "changed __data_len", length_changed },
		{ "changed cmd_flags", flags_changed }, { "changed its bios", its_bio_changed },
		{ "changed the bio", the_bio_changed },
	};
	struct t_court court;
	struct offer o;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_court_open(&court);
		prepare(&o, &court);
		bio_clear_flag(o.b, BIO_SEG_VALID);
		begin(&o, ELEVATOR_BACK_MERGE);
		cases[i].spoil(&o);
		o.rq.q->last_merge = &o.rq;
		end(&o, false);
		assert_int_equal(bp_check_count(court.check, BP_INV_MERGE_6), !!cases[i].says);
		if (cases[i].says && court.last == BP_INV_MERGE_6)
			assert_non_null(strstr(court.text, cases[i].says));
		t_court_close(&court);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusal__changed_something__breaks_merge_6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
