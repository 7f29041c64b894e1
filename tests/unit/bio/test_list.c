/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of bios.
 */
#include "bio_test.h"

static void bio_list__add_merge_pop__order_of_arrival(void **state)
{
	struct bio bio[4] = { 0 };
	struct bio_list list, behind, none;

	(void)state;
	bio_list_init(&list);
	bio_list_init(&behind);
	bio_list_init(&none);
	assert_null(bio_list_pop(&list));
	bio_list_merge(&list, &none);
	assert_null(list.head);
	bio_list_add(&behind, &bio[1]);
	bio_list_merge(&list, &behind); /* into an empty one */
	bio_list_add(&list, &bio[0]);
	bio_list_init(&behind);
	bio_list_add(&behind, &bio[2]);
	bio_list_add(&behind, &bio[3]);
	bio_list_merge(&list, &behind);
	bio_list_merge(&list, &none);
	assert_ptr_equal(bio_list_pop(&list), &bio[1]);
	assert_null(bio[1].bi_next);
	assert_ptr_equal(bio_list_pop(&list), &bio[0]);
	assert_ptr_equal(bio_list_pop(&list), &bio[2]);
	assert_ptr_equal(bio_list_pop(&list), &bio[3]);
	assert_null(list.tail);
	assert_null(bio_list_pop(&list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bio_list__add_merge_pop__order_of_arrival),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
