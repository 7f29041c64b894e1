/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fabric costs beside the copying that it does: bytes between a device and RAM or another
 * device, all of them in the caches.
 */
#include <stdio.h>
#include <string.h>

#include "big_machine.h"
#include "clock.h"

#define REPETITIONS 9
#define ROUND_NS 10e6
#define BYTES_MAX (128u * 1024)

struct move {
	struct t_big_machine *machine;
	bool is_write;
	u64 address;
	unsigned bytes;
	bool worked;
};

static u8 here[BYTES_MAX], there[BYTES_MAX];

static void copy(struct move *m)
{
	memcpy(m->is_write ? there : here, m->is_write ? here : there, m->bytes);
	__asm__ volatile("" ::"r"(here), "r"(there) : "memory");
}

static void move(struct move *m)
{
	m->worked &= t_big_machine_move(m->machine, 0, m->is_write, m->address, here, m->bytes);
}

static double rounds_ns(void (*fn)(struct move *), struct move *m, unsigned n)
{
	const double begin = bench_cpu_ns();

	for (unsigned i = 0; i < n; i++)
		fn(m);
	return bench_cpu_ns() - begin;
}

static double median_ns(void (*fn)(struct move *), struct move *m)
{
	double sample[REPETITIONS];
	unsigned n = 1;

	while (rounds_ns(fn, m, n) < ROUND_NS)
		n *= 2;
	for (unsigned i = 0; i < REPETITIONS; i++)
		sample[i] = rounds_ns(fn, m, n) / n;
	return bench_median(sample, REPETITIONS);
}

static void compare(struct move *m, const char *what)
{
	static const unsigned sizes[] = { 16, 64, 4096, BYTES_MAX };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		double copied, together, single;

		m->bytes = sizes[i];
		copied = median_ns(copy, m);
		together = median_ns(move, m);
		m->machine->fabric->config.one_by_one = true;
		single = median_ns(move, m);
		m->machine->fabric->config.one_by_one = false;
		printf("%-24s %6u bytes: %7.0f ns, TLP by TLP %7.0f ns, memcpy %6.0f ns\n", what,
		       m->bytes, together, single, copied);
	}
}

int main(void)
{
	struct t_big_machine machine;
	struct move m = { .machine = &machine, .worked = true };

	t_big_machine_start(&machine);
	for (unsigned peer = 0; peer < 2; peer++) {
		m.address = peer ? pci_bus_address(machine.device[2], 0).bus : T_BIG_HOLE_END;
		m.is_write = true;
		compare(&m, peer ? "writes another device" : "writes RAM");
		m.is_write = false;
		compare(&m, peer ? "reads another device" : "reads RAM");
	}
	t_big_machine_stop(&machine);
	return !m.worked;
}
