/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In which order writes arrive (P2P-A10.1, P2P-A10.2).
 */
#include "bp_test.h"

#include <string.h>

#include "fabric.h"

#define SEEDS 64
#define ARRIVALS 64

static u8 ones[4096];

struct arrivals {
	unsigned nr;
	struct bp_arrival at[ARRIVALS];
};

static void note(void *context, const struct bp_arrival *arrival)
{
	struct arrivals *arrivals = context;

	assert_true(arrivals->nr < ARRIVALS);
	arrivals->at[arrivals->nr++] = *arrival;
}

static void start(struct t_fabric *f, enum bp_order order, u64 seed)
{
	memset(ones, 1, sizeof(ones));
	t_fabric_init(f, T_T1, 0, 0);
	f->fabric->config.order = order;
	f->fabric->flight.random = seed;
}

/* What lies in a device's memory now, whoever is on the way. */
static u8 in_bar(const struct t_fabric *f, char name)
{
	u8 byte;

	assert_true(bp_backing_read(&bp_fabric_node(f->fabric, t_fabric_dev(f, name))->backing[0],
				    0, &byte, 1));
	return byte;
}

static u8 in_ram(const struct t_fabric *f, u64 phys)
{
	u8 byte;

	assert_true(bp_backing_read(&f->ram, phys, &byte, 1));
	return byte;
}

static void write_bar(struct t_fabric *f, char from, char to, u64 bytes)
{
	struct bp_transferred result =
		t_fabric_move(f, from, true, t_fabric_bus(f, to), ones, bytes);

	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
}

static void write_ram(struct t_fabric *f, char from, u64 phys, u64 bytes)
{
	assert_int_equal(t_fabric_move(f, from, true, phys, ones, bytes).outcome,
			 BP_OUTCOME_SUCCESS);
}

static void bp_flight_write__sent__counted_but_not_there(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f, BP_ORDER_STRICT, 1);
	write_bar(&f, 'a', 'b', 1000);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'b'))->bar_wr_bytes, 1000);
	assert_int_equal(in_bar(&f, 'b'), 0);
	assert_int_equal(bp_fabric_settle(f.fabric), 4);
	assert_int_equal(in_bar(&f, 'b'), 1);
	assert_false(bp_fabric_step(f.fabric));
	/* Own memory is no way at all. */
	write_bar(&f, 'a', 'a', 64);
	assert_int_equal(in_bar(&f, 'a'), 1);
	t_fabric_fini(&f);
}

/* A10.2: data to a peer, then the queue entry to RAM.  Who sees the entry and reads the peer's
 * memory with the CPU sees old data under split order, under some seed. */
static unsigned old_data(enum bp_order order)
{
	unsigned old = 0;

	for (u64 seed = 0; seed < SEEDS; seed++) {
		struct t_fabric f;
		u8 seen;

		start(&f, order, seed);
		write_bar(&f, 'a', 'b', 512);
		write_ram(&f, 'a', 0x1000, 16);
		while (!in_ram(&f, 0x1000))
			assert_true(bp_fabric_step(f.fabric));
		bp_fabric_cpu_read(f.fabric, bp_phys_addr(t_fabric_dev(&f, 'b')->resource[0].start),
				   &seen, 1);
		old += !seen;
		bp_fabric_settle(f.fabric);
		assert_int_equal(in_bar(&f, 'b'), 1);
		t_fabric_fini(&f);
	}
	return old;
}

static void bp_fabric_step__data_and_queue_entry__as_the_knob_says(void **state)
{
	(void)state;
	assert_int_equal(old_data(BP_ORDER_AT_ONCE), 0);
	assert_int_equal(old_data(BP_ORDER_STRICT), 0);
	assert_in_range(old_data(BP_ORDER_SPLIT), 1, SEEDS - 1);
}

/* a writes to b and to RAM, c to b: four TLPs each. */
static void interleave(struct arrivals *arrivals, enum bp_order order, u64 seed)
{
	struct t_fabric f;

	start(&f, order, seed);
	*arrivals = (struct arrivals){ 0 };
	f.fabric->config.arrived = note;
	f.fabric->config.arrived_context = arrivals;
	write_bar(&f, 'a', 'b', 1024);
	write_bar(&f, 'c', 'b', 1024);
	write_ram(&f, 'a', 0x1000, 1024);
	assert_int_equal(bp_fabric_settle(f.fabric), 12);
	t_fabric_fini(&f);
}

/* A10.1: whatever the seed, writes of one requester to one target keep their order; under strict
 * order all of one requester do. */
static bool in_order(const struct arrivals *arrivals, bool each_target)
{
	for (unsigned i = 0; i < arrivals->nr; i++) {
		for (unsigned k = i + 1; k < arrivals->nr; k++) {
			const struct bp_arrival *a = &arrivals->at[i], *b = &arrivals->at[k];

			if (a->requester == b->requester && a->serial > b->serial &&
			    (!each_target || bp_target_same(&a->target, &b->target)))
				return false;
		}
	}
	return true;
}

/* How often the next write is another requester's. */
static unsigned turns(const struct arrivals *arrivals)
{
	unsigned n = 0;

	for (unsigned i = 1; i < arrivals->nr; i++)
		n += arrivals->at[i].requester != arrivals->at[i - 1].requester;
	return n;
}

static void bp_fabric_step__requesters__interleave_in_order(void **state)
{
	static struct arrivals arrivals, again;
	unsigned split = 0, most = 0;

	(void)state;
	for (u64 seed = 0; seed < SEEDS; seed++) {
		interleave(&arrivals, BP_ORDER_STRICT, seed);
		assert_true(in_order(&arrivals, false));
		most = bp_max(most, turns(&arrivals));
		interleave(&arrivals, BP_ORDER_SPLIT, seed);
		assert_true(in_order(&arrivals, true));
		split += !in_order(&arrivals, false);
		interleave(&again, BP_ORDER_SPLIT, seed);
		for (unsigned i = 0; i < arrivals.nr; i++)
			assert_int_equal(again.at[i].serial, arrivals.at[i].serial);
	}
	assert_true(split > 0);
	assert_true(most > 2);
}

static void bp_flight_read__own_writes__are_seen(void **state)
{
	static const enum bp_order orders[] = { BP_ORDER_STRICT, BP_ORDER_SPLIT };

	(void)state;
	for (size_t i = 0; i < bp_array_size(orders); i++) {
		for (u64 seed = 0; seed < SEEDS; seed++) {
			struct t_fabric f;
			u8 got[600];

			start(&f, orders[i], seed);
			write_bar(&f, 'a', 'b', 600);
			write_ram(&f, 'a', 0x1000, 600);
			t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b'), got, 600);
			assert_memory_equal(got, ones, 600);
			t_fabric_move(&f, 'a', false, 0x1000, got, 600);
			assert_memory_equal(got, ones, 600);
			t_fabric_fini(&f);
		}
	}
}

/* A10.1: a completion does not pass what its sender wrote in the same direction. */
static void bp_flight_read__completion__pushes_the_completers_writes(void **state)
{
	unsigned peer_waits = 0;

	(void)state;
	for (u64 seed = 0; seed < SEEDS; seed++) {
		struct t_fabric f;
		u8 got;

		start(&f, BP_ORDER_SPLIT, seed);
		write_bar(&f, 'a', 'b', 64);
		write_bar(&f, 'a', 'd', 64);
		write_ram(&f, 'a', 0x1000, 64);
		bp_fabric_cpu_read(f.fabric, bp_phys_addr(t_fabric_dev(&f, 'a')->resource[0].start),
				   &got, 1);
		assert_int_equal(in_ram(&f, 0x1000), 1);
		t_fabric_move(&f, 'd', false, t_fabric_bus(&f, 'a'), &got, 1);
		assert_int_equal(in_bar(&f, 'd'), 1);
		peer_waits += !in_bar(&f, 'b'); /* another direction */
		t_fabric_fini(&f);
		start(&f, BP_ORDER_STRICT, seed);
		write_bar(&f, 'a', 'b', 64);
		bp_fabric_cpu_read(f.fabric, bp_phys_addr(t_fabric_dev(&f, 'a')->resource[0].start),
				   &got, 1);
		assert_int_equal(in_bar(&f, 'b'), 1);
		t_fabric_fini(&f);
	}
	assert_true(peer_waits > 0);
}

/* A redirected completion passes the root complex, and pushes what went to RAM. */
static void bp_flight_read__redirected_completion__pushes_to_ram(void **state)
{
	struct t_fabric f;
	u8 got;

	(void)state;
	for (u64 seed = 0; seed < SEEDS; seed++) {
		start(&f, BP_ORDER_SPLIT, seed);
		t_fabric_acs(t_fabric_port(&f, 'a'), PCI_ACS_CR);
		write_ram(&f, 'a', 0x1000, 64);
		t_fabric_move(&f, 'b', false, t_fabric_bus(&f, 'a'), &got, 1);
		assert_int_equal(in_ram(&f, 0x1000), 1);
		t_fabric_fini(&f);
	}
}

struct registers {
	const struct t_fabric *f;
	u8 bar, ram;
};

/* What had arrived when the register was written. */
static bool register_write(void *context, u64 offset, unsigned bytes, u64 value)
{
	struct registers *r = context;

	(void)offset;
	(void)bytes;
	(void)value;
	assert_true(
		bp_backing_read(&bp_fabric_node(r->f->fabric, t_fabric_dev(r->f, 'b'))->backing[0],
				4096, &r->bar, 1));
	r->ram = in_ram(r->f, 0x1000);
	return true;
}

static const struct bp_register_ops register_ops = { .write = register_write };

/* The memory behind the registers of one BAR and a doorbell in it: one path. */
static void bp_flight_write__doorbell__behind_the_data(void **state)
{
	static const enum bp_order orders[] = { BP_ORDER_STRICT, BP_ORDER_SPLIT };

	(void)state;
	for (size_t i = 0; i < bp_array_size(orders); i++) {
		struct t_fabric f;
		struct registers r = { .f = &f };

		start(&f, orders[i], 7);
		bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'b'), 0, &register_ops, &r, 4096);
		t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b') + 4096, ones, 64);
		write_ram(&f, 'a', 0x1000, 64);
		t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b') + 8, ones, 4);
		assert_int_equal(r.bar, 1);
		assert_int_equal(r.ram, orders[i] == BP_ORDER_STRICT);
		t_fabric_fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_flight_write__sent__counted_but_not_there),
		cmocka_unit_test(bp_fabric_step__data_and_queue_entry__as_the_knob_says),
		cmocka_unit_test(bp_fabric_step__requesters__interleave_in_order),
		cmocka_unit_test(bp_flight_read__own_writes__are_seen),
		cmocka_unit_test(bp_flight_read__completion__pushes_the_completers_writes),
		cmocka_unit_test(bp_flight_read__redirected_completion__pushes_to_ram),
		cmocka_unit_test(bp_flight_write__doorbell__behind_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
