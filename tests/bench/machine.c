/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine of 1 TiB of RAM and 64 GiB of device memory costs: to start, and to reach.
 *
 * Fails when it takes 100 MiB to start; how long it takes is for people to judge.
 */
#include <stdio.h>
#include <unistd.h>

#include "big_machine.h"
#include "clock.h"
#include "random.h"

#define STARTS 9
#define MAX_MIB 100.0
#define TOUCHES 4096

static double resident_mib(void)
{
	unsigned long size, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file && fscanf(file, "%lu %lu", &size, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return (double)resident * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

static double start_ns(struct t_big_machine *machine)
{
	double sample[STARTS];

	for (unsigned i = 0; i < STARTS; i++) {
		const double begin = bench_cpu_ns();

		t_big_machine_start(machine);
		sample[i] = bench_cpu_ns() - begin;
		if (i + 1 < STARTS)
			t_big_machine_stop(machine);
	}
	return bench_median(sample, STARTS);
}

/* A device writes pages here and there in a range. */
static bool touch(struct t_big_machine *machine, u64 first, u64 bytes)
{
	static u8 page[4096];
	struct t_random random = { .state = 1 };

	for (unsigned i = 0; i < TOUCHES; i++)
		if (!t_big_machine_move(machine, 0, true,
					first + t_below(&random, bytes / 4096) * 4096, page, 4096))
			return false;
	return true;
}

/* The same pages, for a byte each. */
static void find(struct t_big_machine *machine, u64 first, u64 bytes)
{
	struct t_random random = { .state = 1 };
	u8 byte;

	for (unsigned i = 0; i < TOUCHES; i++)
		bp_ram_read(machine->ram,
			    bp_phys_addr(first + t_below(&random, bytes / 4096) * 4096), &byte, 1);
}

int main(void)
{
	const u64 ram = T_BIG_HOLE_END, ram_bytes = T_BIG_RAM_END - T_BIG_HOLE_END;
	struct t_big_machine machine;
	const double took = start_ns(&machine);
	const double resident = resident_mib();
	const u64 bar = pci_bus_address(machine.device[2], 0).bus;
	double mark[6];
	bool worked;

	printf("1 TiB of RAM, 64 GiB of device memory given out: starts in %.3f ms, %.1f MiB "
	       "resident\n",
	       took / 1e6, resident);
	mark[0] = bench_cpu_ns();
	worked = touch(&machine, ram, ram_bytes);
	mark[1] = bench_cpu_ns();
	worked &= touch(&machine, ram, ram_bytes);
	mark[2] = bench_cpu_ns();
	find(&machine, ram, ram_bytes);
	mark[3] = bench_cpu_ns();
	worked &= touch(&machine, bar, T_BIG_BAR_BYTES);
	mark[4] = bench_cpu_ns();
	worked &= touch(&machine, bar, T_BIG_BAR_BYTES);
	mark[5] = bench_cpu_ns();
	printf("a device writes a page of RAM: %.0f ns the first time, then %.0f ns\n",
	       (mark[1] - mark[0]) / TOUCHES, (mark[2] - mark[1]) / TOUCHES);
	printf("from an address of RAM to its byte: %.0f ns\n", (mark[3] - mark[2]) / TOUCHES);
	printf("a device writes a page of another one: %.0f ns the first time, then %.0f ns\n",
	       (mark[4] - mark[3]) / TOUCHES, (mark[5] - mark[4]) / TOUCHES);
	printf("%u pages touched here and there: %.1f MiB more\n", 2 * TOUCHES,
	       resident_mib() - resident);
	t_big_machine_stop(&machine);
	return !worked || resident > MAX_MIB;
}
