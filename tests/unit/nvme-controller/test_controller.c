/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configurations that cannot be, and what listeners hear.
 */
#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

#include "engine_test.h"

static int try_config(const struct bp_nvme_config *config, const struct bp_nvme_parts *parts,
		      struct bp_error *err)
{
	struct bp_nvme_controller *ctrl = NULL;
	struct t_fabric f;
	int error;

	t_fabric_init(&f, "RP - a", 0, 0);
	error = bp_nvme_engine_new(f.fabric, t_fabric_dev(&f, 'a'), config, parts, &ctrl, err);
	bp_nvme_controller_free(ctrl);
	t_fabric_fini(&f);
	return error;
}

static void bp_nvme_engine_new__numbers_out_of_range__message(void **state)
{
	static const struct {
		const char *key;
		size_t offset;
		unsigned bytes;
		unsigned value;
	} rows[] = {
#define ROW(member, value)                                                                         \
	{ #member, offsetof(struct bp_nvme_config, member),                                        \
	  sizeof(((struct bp_nvme_config *)0)->member), value }
		ROW(mqes, 0),	    ROW(cqr, 0),	  ROW(dstrd, 16),
		ROW(mpsmax, 16),    ROW(nr_io_queues, 0), ROW(nr_io_queues, 65535),
		ROW(vectors, 2049),
#undef ROW
	};
	struct bp_nvme_config config;
	struct bp_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		err = (struct bp_error){ 0 };
		config = bp_nvme_config_default();
		memcpy((char *)&config + rows[i].offset, &rows[i].value, rows[i].bytes);
		assert_int_equal(try_config(&config, &t_parts, &err), -EINVAL);
		assert_string_equal(err.key, rows[i].key);
	}
	err = (struct bp_error){ 0 };
	config = bp_nvme_config_default();
	config.mpsmin = 3;
	config.mpsmax = 2;
	assert_int_equal(try_config(&config, &t_parts, &err), -EINVAL);
	assert_string_equal(err.key, "mpsmax");
	config = bp_nvme_config_default();
	config.dstrd = 12; /* NVH-28: the doorbells do not fit 1 MiB */
	err = (struct bp_error){ 0 };
	assert_int_equal(try_config(&config, &t_parts, &err), -EINVAL);
	assert_string_equal(err.key, "nr_io_queues");
	config.nr_io_queues = 100;
	config.dstrd = 0;
	assert_int_equal(try_config(&config, &t_parts, NULL), 0);
}

static int finis;

static int init_that_fails(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	(void)ctrl;
	return bp_error_set(err, NULL, 0, "namespaces", "none will do");
}

static void count_fini(struct bp_nvme_controller *ctrl)
{
	(void)ctrl;
	finis++;
}

static void bp_nvme_engine_new__part_fails__given_back(void **state)
{
	const struct bp_nvme_config config = bp_nvme_config_default();
	const struct bp_nvme_parts parts = { .init = init_that_fails, .fini = count_fini };
	struct bp_error err = { 0 };

	(void)state;
	finis = 0;
	assert_int_equal(try_config(&config, &parts, &err), -EINVAL);
	assert_string_equal(err.key, "namespaces");
	assert_int_equal(finis, 1);
}

struct listener {
	struct bp_sink sink;
	unsigned n[BP_EVENT_NR];
	struct bp_nvme_event last[BP_EVENT_NR];
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct listener *listener = bp_container_of(sink, struct listener, sink);

	listener->n[event->id]++;
	if (event->nvme)
		listener->last[event->id] = *event->nvme;
}

static void events__life_of_a_command__all_there(void **state)
{
	struct listener l = { .sink.fn = hear };
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	bp_sink_add(t_engine_env(&t), &l.sink);
	t_engine_enable(&t);
	assert_ptr_equal(l.last[BP_EV_NVME_CTRL_STATE].pdev, t_fabric_dev(&t.f, 'a'));
	assert_int_equal(l.last[BP_EV_NVME_CTRL_STATE].registers.cc, T_ENABLED);
	assert_int_equal(l.last[BP_EV_NVME_CTRL_STATE].registers.csts, NVME_CSTS_RDY);
	assert_int_equal(l.n[BP_EV_NVME_QUEUE], 2);
	t_queues(&t, 1, 8);
	assert_int_equal(l.n[BP_EV_NVME_QUEUE], 4);
	assert_int_equal(l.last[BP_EV_NVME_QUEUE].queue.qid, 1);
	assert_int_equal(l.last[BP_EV_NVME_QUEUE].queue.depth, 8);
	assert_int_equal(l.last[BP_EV_NVME_QUEUE].queue.base, T_SQ(1));
	t_reads(&t, 1, 7, 2);
	t_run(&t);
	assert_int_equal(l.n[BP_EV_NVME_FETCH], 4);
	assert_int_equal(l.last[BP_EV_NVME_FETCH].fetch.slot, 1);
	assert_int_equal(l.last[BP_EV_NVME_FETCH].fetch.head, 2);
	assert_int_equal(l.last[BP_EV_NVME_FETCH].fetch.tail, 2);
	assert_int_equal(le16_to_cpu(l.last[BP_EV_NVME_FETCH].fetch.command.common.command_id), 8);
	assert_int_equal(l.n[BP_EV_NVME_CQE_POSTED], 4);
	assert_int_equal(l.last[BP_EV_NVME_CQE_POSTED].posted.slot, 1);
	assert_true(l.last[BP_EV_NVME_CQE_POSTED].posted.interrupt);
	assert_int_equal(l.n[BP_EV_NVME_DMA], 8);
	t_delete(&t, nvme_admin_delete_sq, 1);
	assert_true(l.last[BP_EV_NVME_QUEUE].queue.deleted);
	assert_false(l.last[BP_EV_NVME_QUEUE].queue.is_cq);
	bp_nvme_controller_remove(t.ctrl);
	assert_int_equal(l.last[BP_EV_NVME_CTRL_STATE].registers.csts, ~0u);
	assert_int_equal(l.n[BP_EV_NVME_QUEUE], 4 + 1 + 3);
	bp_sink_remove(t_engine_env(&t), &l.sink);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_engine_new__numbers_out_of_range__message),
		cmocka_unit_test(bp_nvme_engine_new__part_fails__given_back),
		cmocka_unit_test(events__life_of_a_command__all_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
