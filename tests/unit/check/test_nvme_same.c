/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-35: the same seed and the same I/O are the same events, byte for byte.
 */
#include "nvme_court.h"

#define EVENTS_MAX 4096

struct tape {
	struct bp_sink sink;
	unsigned nr;
	struct {
		enum bp_event_id id;
		u64 a, b, now_ns, address;
		struct nvme_command command;
		struct nvme_completion cqe;
	} at[EVENTS_MAX];
};

static void write_down(struct bp_sink *sink, const struct bp_event *event)
{
	struct tape *tape = bp_container_of(sink, struct tape, sink);
	const unsigned i = tape->nr;

	if (!event->nvme)
		return;
	assert_true(tape->nr++ < EVENTS_MAX);
	tape->at[i].id = event->id;
	tape->at[i].a = event->a;
	tape->at[i].b = event->b;
	tape->at[i].now_ns = event->env->now_ns;
	if (event->id == BP_EV_NVME_FETCH)
		tape->at[i].command = event->nvme->fetch.command;
	if (event->id == BP_EV_NVME_CQE_POSTED)
		tape->at[i].cqe = event->nvme->posted.cqe;
	if (event->id == BP_EV_NVME_DMA)
		tape->at[i].address = event->nvme->dma.address;
}

static void record(struct tape *tape, u64 seed)
{
	static const struct t_io io = {
		.op = REQ_OP_READ, .nr = 64, .bytes = 4096, .apart = 0x2000
	};
	struct t_nvme_court t;

	memset(tape, 0, sizeof(*tape));
	tape->sink.fn = write_down;
	t_nvme_open(&t, &io);
	bp_sink_add(t.m.env, &tape->sink);
	t.m.config.order = BP_NVME_SEEDED;
	t.m.config.seed = seed;
	t.m.config.mdts = 1; /* many commands at once */
	t.m.config.service[BP_NVME_SERVE_READ].ns = 20000;
	assert_int_equal(t_nvme_machine_probe(&t.m), 0);
	assert_int_equal(t_nvme_do(&t, &io), 0);
	bp_sink_remove(t.m.env, &tape->sink);
	t_nvme_dismiss(&t);
}

static void nvme__same_seed__same_events(void **state)
{
	static struct tape first, second, other;

	(void)state;
	record(&first, 7);
	record(&second, 7);
	record(&other, 8);
	assert_true(first.nr > 100);
	assert_int_equal(first.nr, second.nr);
	assert_memory_equal(first.at, second.at, sizeof(first.at));
	assert_memory_not_equal(first.at, other.at, sizeof(first.at));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme__same_seed__same_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
