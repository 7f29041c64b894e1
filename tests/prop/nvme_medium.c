/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nvme_medium [COUNT [SEED]] - random lives of a medium against what may be there (INV-NVME-34).
 *
 * A model remembers of each block every version that it may have after a loss of power: the one
 * that is durable, and all that came later.  What is read with power is the last one, always.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/types.h>

#include "nvme/medium.h"
#include "random.h"

#define BLOCKS 32u
#define DATA 64u
#define META 8u
#define GONE 0u /* version of a block that is deallocated */

/* Of a block: what is read, and the oldest that may come back. */
struct model {
	u32 now[BLOCKS];
	u32 durable[BLOCKS];
	u32 last; /* version given out */
};

struct life {
	struct t_random random;
	struct bp_medium *medium;
	struct model model;
	u64 kept; /* blocks that came back newer than they had to */
	u64 lost;
};

#define must(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			printf("line %d: %s\n", __LINE__, #condition);                             \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

static u32 version_of(const u8 *data, const u8 *meta, u8 state)
{
	u32 version, in_meta;

	memcpy(&version, data, sizeof(version));
	memcpy(&in_meta, meta, sizeof(in_meta));
	for (u32 i = 0; i < DATA; i += sizeof(version))
		must(!memcmp(data + i, &version, sizeof(version)));
	must(version == in_meta);
	must((state == BP_BLOCK_DEALLOCATED) == (version == GONE));
	return version;
}

static void read_all(struct life *life, u32 *versions)
{
	u8 data[BLOCKS * DATA], meta[BLOCKS * META], states[BLOCKS];
	u64 used = 0;

	must(!bp_medium_read(life->medium, 0, BLOCKS, data, meta, states));
	for (u32 i = 0; i < BLOCKS; i++) {
		versions[i] = version_of(data + i * DATA, meta + i * META, states[i]);
		used += versions[i] != GONE;
	}
	must(used == bp_medium_used(life->medium));
	must(BLOCKS - used == bp_medium_unused(life->medium, 0, BLOCKS));
}

/* Versions of a block only grow, but for GONE: so a newer one is a larger number. */
static void write_some(struct life *life, u32 lba, u32 count, bool durable)
{
	u8 data[BLOCKS * DATA], meta[BLOCKS * META] = { 0 };
	struct model *model = &life->model;

	for (u32 i = 0; i < count; i++) {
		const u32 version = ++model->last;

		for (u32 at = 0; at < DATA; at += sizeof(version))
			memcpy(data + i * DATA + at, &version, sizeof(version));
		memcpy(meta + i * META, &version, sizeof(version));
		model->now[lba + i] = version;
		if (durable)
			model->durable[lba + i] = version;
	}
	must(!bp_medium_write(life->medium, lba, count, data, meta, durable));
}

static void deallocate(struct life *life, u32 lba, u32 count)
{
	must(!bp_medium_mark(life->medium, lba, count, BP_BLOCK_DEALLOCATED));
	for (u32 i = lba; i < lba + count; i++)
		life->model.now[i] = life->model.durable[i] = GONE;
}

static void flush(struct life *life)
{
	must(!bp_medium_flush(life->medium));
	must(!bp_medium_cached(life->medium));
	memcpy(life->model.durable, life->model.now, sizeof(life->model.now));
}

/* Each block is one it had since it was durable; which one, only the medium knows. */
static void lose_power(struct life *life)
{
	struct model *model = &life->model;
	u32 versions[BLOCKS];

	bp_medium_power_loss(life->medium,
			     t_once_in(&life->random, 3) ? 0 : t_random(&life->random));
	read_all(life, versions);
	for (u32 i = 0; i < BLOCKS; i++) {
		must(versions[i] >= model->durable[i] && versions[i] <= model->now[i]);
		life->kept += versions[i] > model->durable[i];
		life->lost += versions[i] < model->now[i];
		model->now[i] = model->durable[i] = versions[i];
	}
}

static void step(struct life *life)
{
	const u32 lba = (u32)t_below(&life->random, BLOCKS);
	const u32 count = (u32)t_between(&life->random, 1, bp_min(BLOCKS - lba, 8u));
	u32 versions[BLOCKS];

	switch (t_below(&life->random, 16)) {
	case 0:
		lose_power(life);
		break;
	case 1:
		flush(life);
		break;
	case 2:
		deallocate(life, lba, count);
		break;
	case 3:
	case 4:
	case 5:
		write_some(life, lba, count, true);
		break;
	default:
		write_some(life, lba, count, false);
		break;
	}
	read_all(life, versions);
	must(!memcmp(versions, life->model.now, sizeof(versions)));
}

int main(int argc, char **argv)
{
	const u64 count = argc > 1 ? strtoull(argv[1], NULL, 0) : 300;
	const u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	const struct bp_medium_shape shape = { BLOCKS, DATA, META };
	struct life life = { .random = { seed } };

	printf("%llu lives, seed %llu\n", (unsigned long long)count, (unsigned long long)seed);
	for (u64 i = 0; i < count; i++) {
		const u64 room = t_pick(&life.random, 0, 1, 5, 40);

		life.model = (struct model){ 0 };
		must(!bp_medium_new(&shape, NULL, room, &life.medium, NULL));
		for (u64 steps = t_between(&life.random, 1, 200); steps; steps--)
			step(&life);
		bp_medium_free(life.medium);
	}
	printf("%llu blocks lost, %llu kept that could have been\n", (unsigned long long)life.lost,
	       (unsigned long long)life.kept);
	return count > 10 && !(life.lost && life.kept);
}
