/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ended is forgotten, so that memory follows what is alive.
 */
#include "family.h"

static const enum bp_record_kind of_a_bio[] = {
	BP_RECORD_SPLIT,
	BP_RECORD_DIRECT,
	BP_RECORD_BIO,
};

static const enum bp_record_kind of_a_request[] = {
	BP_RECORD_MERGE, BP_RECORD_UPDATE, BP_RECORD_MAP, BP_RECORD_DIRECT, BP_RECORD_REQUEST,
};

void bp_ck_forget(struct bp_check *check, const struct bp_event *event)
{
	if (event->id == BP_EV_BIO_FREE)
		for (size_t i = 0; i < bp_array_size(of_a_bio); i++)
			bp_ck_close(check, of_a_bio[i], event->bio);
	if (event->id == BP_EV_RQ_FREE)
		for (size_t i = 0; i < bp_array_size(of_a_request); i++)
			bp_ck_close(check, of_a_request[i], event->rq);
}
