/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checker's life, and which family hears which event.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "family.h"

#define ROW(symbol, id, pre, rules, words) [BP_INV_##symbol] = { id, BP_MEETS_##pre, rules, words },
static const struct bp_invariant_info table[] = { BP_INVARIANTS(ROW) };

const struct bp_invariant_info *bp_invariant_get(enum bp_invariant id)
{
	return &table[id];
}

int bp_invariant_find(const char *name)
{
	for (int id = 0; id < BP_INV_NR; id++)
		if (!strcasecmp(name, table[id].id))
			return id;
	return -ENOENT;
}

static bp_family_fn *const families[] = {
	bp_ck_hear_iter,   bp_ck_hear_bio,	   bp_ck_hear_split,	       bp_ck_hear_count,
	bp_ck_hear_map,	   bp_ck_hear_merge,	   bp_ck_hear_request,	       bp_ck_hear_chain,
	bp_ck_hear_limits, bp_ck_hear_direct,	   bp_ck_hear_supply,	       bp_ck_hear_dma,
	bp_ck_hear_p2p,	   bp_ck_hear_nvme_driver, bp_ck_hear_nvme_controller, bp_ck_hear_rdma,
	bp_ck_hear_nvmet,
};

void bp_check_event(struct bp_check *check, const struct bp_event *event)
{
	for (size_t i = 0; i < bp_array_size(families); i++)
		families[i](check, event);
	bp_ck_forget(check, event);
}

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	bp_check_event(bp_container_of(sink, struct bp_check, sink), event);
}

struct bp_check *bp_check_new(struct bp_env *env)
{
	struct bp_check *check = calloc(1, sizeof(*check));

	if (!check)
		return NULL;
	check->env = env;
	check->room = ~(u64)0;
	check->sink.fn = listen;
	bp_sink_add(env, &check->sink);
	return check;
}

void bp_check_free(struct bp_check *check)
{
	if (!check)
		return;
	bp_sink_remove(check->env, &check->sink);
	bp_ck_record_drop_all(check);
	free(check);
}

void bp_check_on_violation(struct bp_check *check, bp_violation_fn *fn, void *arg)
{
	check->on_violation = fn;
	check->arg = arg;
}

u64 bp_check_count(const struct bp_check *check, enum bp_invariant id)
{
	return check->broken[id];
}

u64 bp_check_judged(const struct bp_check *check, enum bp_invariant id)
{
	return check->judged[id];
}

u64 bp_check_total(const struct bp_check *check)
{
	u64 total = 0;

	for (int id = 0; id < BP_INV_NR; id++)
		total += check->broken[id];
	return total;
}

void bp_check_limit(struct bp_check *check, u64 records)
{
	check->room = records;
}

bool bp_check_blind(const struct bp_check *check)
{
	return check->blind;
}

u64 bp_check_live(const struct bp_check *check)
{
	return check->live;
}

enum bp_pre bp_check_pre(const struct request_queue *q, const struct bio *bio)
{
	struct bp_ck_range range = bp_ck_range_of(bio, UINT_MAX);

	return bp_ck_pre_of(q, &range);
}

u64 bp_check_seg(const struct request_queue *q, const struct bio *bio)
{
	struct bp_ck_range range = bp_ck_range_of(bio, UINT_MAX);

	return bp_ck_seg(q, &range);
}

size_t bp_violation_text(const struct bp_violation *v, char *text, size_t bytes)
{
	char whose[64] = "";

	if (v->bio_serial || v->rq_serial)
		snprintf(whose, sizeof(whose), "; bio %llu, request %llu",
			 (unsigned long long)v->bio_serial, (unsigned long long)v->rq_serial);
	return (size_t)snprintf(text, bytes, "%s at %s: %s\n%s\nrules %s%s\n%s", v->info->id, v->at,
				v->info->words, v->numbers, v->info->rules, whose, v->picture);
}
