/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDMA in court: the checker hears what is done, but for one event, of which it hears what the test
 * makes of it.
 */
#ifndef T_RDMA_COURT_H
#define T_RDMA_COURT_H

#include <blkpath/check.h>
#include <blkpath/dma_call.h>
#include <blkpath/p2p_call.h>
#include <blkpath/rdma_event.h>

#include "bp_test.h"

#define T_NOT_MINE (~0u)

struct t_rdma_court;

/* An event as the checker would hear it, and room to change it. */
struct t_rdma_heard {
	struct t_rdma_court *t;
	struct bp_event event;
	struct bp_rdma_event rdma;
	struct bp_dma_call dma;
};

/* Returns how often the checker hears it, or T_NOT_MINE for another one to be tampered with. */
typedef unsigned t_rdma_tamper_fn(struct t_rdma_heard *heard);

/* What is done in court; the court is open while it runs. */
typedef void t_rdma_scene_fn(struct t_rdma_court *court);

/* A law, and what breaks it. */
struct t_rdma_tampering {
	enum bp_invariant law;
	enum bp_event_id id;
	t_rdma_tamper_fn *fn;
	t_rdma_scene_fn *scene;
};

struct t_rdma_court {
	struct bp_env *env;
	struct bp_check *check;
	struct bp_sink sink;
	const struct t_rdma_tampering *with;
	bool is_done;
	bool is_short; /* of memory: the checker has room for so many records */
	u64 room;
	unsigned deaf;	/* events of adapters that the checker does not hear, at first */
	char said[512]; /* of what was broken first */
};

static inline void t_rdma_listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_rdma_court *t = bp_container_of(sink, struct t_rdma_court, sink);
	struct t_rdma_heard heard = { .t = t, .event = *event };
	unsigned times = 1;

	if (t->deaf && event->rdma) {
		t->deaf--;
		return;
	}
	if (event->rdma) {
		heard.rdma = *event->rdma;
		heard.event.rdma = &heard.rdma;
	}
	if (event->dma) {
		heard.dma = *event->dma;
		heard.event.dma = &heard.dma;
	}
	if (t->with && !t->is_done && t->with->id == event->id) {
		times = t->with->fn(&heard);
		t->is_done = times != T_NOT_MINE;
		times = t->is_done ? times : 1;
	}
	for (unsigned i = 0; i < times; i++)
		bp_check_event(t->check, &heard.event);
}

static inline void t_rdma_note(void *arg, const struct bp_violation *violation)
{
	struct t_rdma_court *t = arg;

	if (!t->said[0])
		bp_violation_text(violation, t->said, sizeof(t->said));
}

static inline void t_rdma_open(struct t_rdma_court *t, struct bp_env *env)
{
	struct bp_sink *sink;

	t->env = env;
	t->check = bp_check_new(env);
	assert_non_null(t->check);
	if (t->is_short)
		bp_check_limit(t->check, t->room);
	bp_check_on_violation(t->check, t_rdma_note, t);
	for (sink = env->sinks; sink->next;)
		sink = sink->next;
	bp_sink_remove(env, sink); /* it hears through us */
	t->sink.fn = t_rdma_listen;
	bp_sink_add(env, &t->sink);
}

/* Before its environment ends; the verdicts stay. */
static inline void t_rdma_adjourn(struct t_rdma_court *t)
{
	bp_sink_remove(t->env, &t->sink);
}

static inline void t_rdma_try(const struct t_rdma_tampering *row, bool tampers, const char *what)
{
	const char *name = bp_invariant_get(row->law)->id;
	struct t_rdma_court t = { .with = tampers ? row : NULL };

	row->scene(&t);
	if (!tampers && bp_check_total(t.check))
		fail_msg("%s: %s", what, t.said);
	if (!tampers && !bp_check_judged(t.check, row->law))
		fail_msg("%s: %s is not judged", what, name);
	if (tampers && !t.is_done)
		fail_msg("%s: nothing was tampered with", what);
	if (tampers && !bp_check_count(t.check, row->law))
		fail_msg("%s: %s is not broken", what, name);
	bp_check_free(t.check);
}

/* Each breaks its law; without it the law is judged and holds. */
static inline void t_rdma_try_all(const struct t_rdma_tampering *rows, size_t n)
{
	char what[64];

	for (size_t i = 0; i < n; i++) {
		snprintf(what, sizeof(what), "row %zu of %s", i, bp_invariant_get(rows[i].law)->id);
		t_rdma_try(&rows[i], false, what);
		t_rdma_try(&rows[i], true, what);
	}
}

static inline void t_rdma_be_silent(struct t_rdma_court *t, t_rdma_scene_fn *scene)
{
	scene(t);
	if (bp_check_total(t->check))
		fail_msg("room for %llu, deaf for %u: %s", (unsigned long long)t->room, t->deaf,
			 t->said);
}

/* With memory for 0, 1, 2, ... records the checker sees less and accuses nobody. */
static inline void t_rdma_try_memory(t_rdma_scene_fn *scene)
{
	bool blind = true;

	for (u64 records = 0; blind; records++) {
		struct t_rdma_court t = { .is_short = true, .room = records };

		t_rdma_be_silent(&t, scene);
		blind = bp_check_blind(t.check);
		bp_check_free(t.check);
	}
}

/* Nor where it comes after 1, 2, 3, ... events, until there are no more. */
static inline void t_rdma_try_late(t_rdma_scene_fn *scene)
{
	bool hears = true;

	for (unsigned events = 1; hears; events++) {
		struct t_rdma_court t = { .deaf = events };

		t_rdma_be_silent(&t, scene);
		hears = !t.deaf;
		bp_check_free(t.check);
	}
}

#endif
