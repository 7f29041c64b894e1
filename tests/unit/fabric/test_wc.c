/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stores that wait (P2P-B16.3).
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include "fabric.h"

static u8 sent[256];

struct mapped {
	struct t_fabric f;
	struct bp_wc *wc;
	u64 phys;
};

static void start(struct mapped *m)
{
	for (unsigned i = 0; i < sizeof(sent); i++)
		sent[i] = (u8)(i + 1);
	t_fabric_init(&m->f, T_T1, 0xf80000000, 0);
	m->phys = t_fabric_dev(&m->f, 'a')->resource[0].start;
	m->wc = bp_wc_map(m->f.fabric, bp_phys_addr(m->phys), 8192);
	assert_non_null(m->wc);
}

static void stop(struct mapped *m)
{
	bp_wc_unmap(m->wc);
	t_fabric_fini(&m->f);
}

/* Whether a device finds what was sent at an offset. */
static bool seen(struct mapped *m, u64 offset, const u8 *expected, unsigned bytes)
{
	u8 got[256];

	t_fabric_move(&m->f, 'b', false, t_fabric_bus(&m->f, 'a') + offset, got, bytes);
	return !memcmp(got, expected, bytes);
}

static u64 stores(const struct mapped *m)
{
	return bp_function_counters(m->f.fabric, t_fabric_root_port(&m->f, 'a'))
		->down.flow.tlps[BP_TLP_WRITE];
}

/* ....AAAA|BBBB....   a line that is full goes, the other waits */
static void bp_wc_store__full_line__goes(void **state)
{
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 64 + 4, sent, 64), 0);
	assert_int_equal(bp_wc_waiting(m.wc), 64);
	assert_false(seen(&m, 64 + 4, sent, 60));
	assert_int_equal(bp_wc_store(m.wc, 64, sent, 4), 0);
	assert_int_equal(bp_wc_waiting(m.wc), 4);
	assert_true(seen(&m, 64 + 4, sent, 60));
	assert_true(seen(&m, 64, sent, 4));
	assert_false(seen(&m, 128, sent + 60, 4));
	assert_int_equal(stores(&m), 1);
	stop(&m);
}

/* DEF-P2P-5: the device is told, and the data is not there without a flush. */
static void bp_wc_barrier__stores_wait__until_then(void **state)
{
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 0, sent, 16), 0);
	assert_int_equal(bp_wc_store(m.wc, 4096, sent, 32), 0);
	assert_false(seen(&m, 0, sent, 16));
	bp_wc_barrier(m.f.fabric);
	assert_true(seen(&m, 0, sent, 16));
	assert_true(seen(&m, 4096, sent, 32));
	assert_int_equal(bp_wc_waiting(m.wc), 0);
	stop(&m);
}

/* A doorbell is an uncached store: data before it, whatever mapping it waited in. */
static void bp_fabric_cpu_write__uncached__pushes_all_mappings(void **state)
{
	struct bp_wc *other;
	struct mapped m;

	(void)state;
	start(&m);
	other = bp_wc_map(m.f.fabric, bp_phys_addr(m.phys + 0x10000), 4096);
	assert_non_null(other);
	assert_int_equal(bp_wc_store(m.wc, 0, sent, 16), 0);
	assert_int_equal(bp_wc_store(other, 0, sent, 16), 0);
	bp_fabric_cpu_write(m.f.fabric, bp_phys_addr(m.phys + 0x20000), sent, 4);
	assert_true(seen(&m, 0, sent, 16));
	assert_true(seen(&m, 0x10000, sent, 16));
	bp_wc_unmap(other);
	stop(&m);
}

/* A.A.   stores to one line come together, what was not stored is not written */
static void bp_wc_barrier__holes__one_store_each_run(void **state)
{
	static const u8 zeros[4];
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 0, sent, 4), 0);
	assert_int_equal(bp_wc_store(m.wc, 8, sent, 4), 0);
	assert_int_equal(bp_wc_store(m.wc, 60, sent, 4), 0);
	assert_int_equal(bp_wc_store(m.wc, 0, sent + 9, 2), 0); /* the later one counts */
	bp_wc_barrier(m.f.fabric);
	assert_int_equal(stores(&m), 3);
	assert_true(seen(&m, 0, sent + 9, 2));
	assert_true(seen(&m, 2, sent + 2, 2));
	assert_true(seen(&m, 4, zeros, 4));
	assert_true(seen(&m, 60, sent, 4));
	stop(&m);
}

static void bp_wc_load__own_stores__are_seen(void **state)
{
	struct mapped m;
	u8 got[16];

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 100, sent, 16), 0);
	assert_int_equal(bp_wc_load(m.wc, 100, got, 16), BP_OUTCOME_SUCCESS);
	assert_memory_equal(got, sent, 16);
	assert_int_equal(bp_wc_load(m.wc, 8190, got, 3), BP_OUTCOME_MODEL_ERROR);
	stop(&m);
}

static void bp_wc_store__outside__nothing_stored(void **state)
{
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 8191, sent, 2), -EFAULT);
	assert_int_equal(bp_wc_store(m.wc, 8193, sent, 0), -EFAULT);
	assert_int_equal(bp_wc_store(m.wc, ~0ull, sent, 2), -EFAULT);
	assert_int_equal(bp_wc_waiting(m.wc), 0);
	assert_int_equal(bp_wc_store(m.wc, 8190, sent, 2), 0);
	stop(&m);
}

static void bp_wc_unmap__what_waits__goes(void **state)
{
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_wc_store(m.wc, 0, sent, 16), 0);
	bp_wc_unmap(m.wc);
	assert_true(seen(&m, 0, sent, 16));
	t_fabric_fini(&m.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_wc_store__full_line__goes),
		cmocka_unit_test(bp_wc_barrier__stores_wait__until_then),
		cmocka_unit_test(bp_fabric_cpu_write__uncached__pushes_all_mappings),
		cmocka_unit_test(bp_wc_barrier__holes__one_store_each_run),
		cmocka_unit_test(bp_wc_load__own_stores__are_seen),
		cmocka_unit_test(bp_wc_store__outside__nothing_stored),
		cmocka_unit_test(bp_wc_unmap__what_waits__goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
