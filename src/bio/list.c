/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Singly linked lists of bios, joined through bi_next.
 */
#include <blkpath/bio.h>

void bio_list_init(struct bio_list *list)
{
	list->head = NULL;
	list->tail = NULL;
}

void bio_list_add(struct bio_list *list, struct bio *bio)
{
	bio->bi_next = NULL;
	if (list->tail)
		list->tail->bi_next = bio;
	else
		list->head = bio;
	list->tail = bio;
}

void bio_list_merge(struct bio_list *list, struct bio_list *tail)
{
	if (!tail->head)
		return;
	if (list->tail)
		list->tail->bi_next = tail->head;
	else
		list->head = tail->head;
	list->tail = tail->tail;
}

struct bio *bio_list_pop(struct bio_list *list)
{
	struct bio *bio = list->head;

	if (!bio)
		return NULL;
	list->head = bio->bi_next;
	if (!list->head)
		list->tail = NULL;
	bio->bi_next = NULL;
	return bio;
}
