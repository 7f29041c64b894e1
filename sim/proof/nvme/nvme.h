/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe driver and its controller under random I/O, from bios to blocks of the medium and back,
 * and what may happen to them meanwhile: resets, losses of power, commands that fail.
 *
 * Each block is written with numbers that grow, so that its bytes tell which write they are of.
 */
#ifndef SIM_PROOF_NVME_NVME_H
#define SIM_PROOF_NVME_NVME_H

#include <blkpath/nvme_host.h>
#include <blkpath/plug.h>
#include <blkpath/scatterlist.h>

#include "mem/ram.h"
#include "proof/mishap.h"
#include "proof/trial.h"
#include "world/device.h"
#include "world/nvme.h"

#define BP_NVME_PROOF_PAGE (1u << BP_NVME_PAGE_SHIFT)
#define BP_NVME_PROOF_BYTES (4u << 20) /* of an I/O, at most */
#define BP_NVME_PROOF_SECTORS 8448u    /* of the namespace: that, and room to begin somewhere */
#define BP_NVME_PROOF_IOS 8u	       /* at a time */
#define BP_NVME_PROOF_VECTORS 256u
#define BP_NVME_PROOF_VALUES 8u

struct bp_nvme_proof;

/* What a block was written with, and when that was done, counted in writes. */
struct bp_nvme_value {
	u32 version;
	u64 done;
};

/* Versions that are no write. */
enum { BP_NVME_GIVEN_UP, BP_NVME_ZEROED, BP_NVME_FIRST_VERSION };

/**
 * struct bp_nvme_block - what a block may hold
 * @value: old ones first; after a loss of power any of them is there
 * @nr: how many
 * @now: with power this one is there, or one after it (whose write failed)
 * @any: they were too many, nothing is known
 * @touched: by something that writes
 * @writers: I/O that is on its way to it
 * @readers: I/O that is on its way from it
 */
struct bp_nvme_block {
	struct bp_nvme_value value[BP_NVME_PROOF_VALUES];
	unsigned nr;
	unsigned now;
	bool any;
	bool touched;
	unsigned writers;
	unsigned readers;
};

/**
 * struct bp_nvme_io - an I/O on its way
 * @busy: it is
 * @op: REQ_OP_
 * @opf: flags beside it
 * @lba: first block
 * @count: blocks; 0: a flush by itself
 * @version: of a write
 * @since: writes that were done when it was submitted: what a flush promises; 0: nothing any more
 * @lost_power: the power went while it was on its way
 * @may_fail: the driver may refuse it
 * @vector: its memory, by physical address; @nr of them, with @total bytes
 * @sg: the same as it was mapped for bus addresses; @nr_mapped entries
 */
struct bp_nvme_io {
	struct bp_nvme_proof *p;
	bool busy;
	unsigned op;
	unsigned opf;
	u32 lba;
	u32 count;
	u32 version;
	u64 since;
	bool lost_power;
	bool may_fail;
	struct bp_range vector[BP_NVME_PROOF_VECTORS];
	unsigned nr;
	u32 total;
	struct scatterlist sg[BP_NVME_PROOF_VECTORS];
	int nr_mapped;
};

/**
 * struct bp_nvme_proof - all of it
 * @rough: something may go wrong, and I/O fail
 * @odd: the driver asks a bounce buffer for no offsets, and may refuse what comes of it
 * @few_slots: bounce buffers run out
 * @large: some I/O is as large as it can be
 * @gone: the controller was pulled out
 * @doc: the controller
 * @device_doc: how it reaches memory
 * @mishap: what fails of the host's allocations
 * @version: of the next write, counted from 0
 * @lba_at: where the next I/O may follow
 * @written: writes that are done
 * @bytes: room for the data of an I/O
 */
struct bp_nvme_proof {
	struct bp_trial *trial;
	struct bp_env env;
	struct bp_check *check;
	struct bp_ram *ram;
	struct bp_world_device device;
	struct bp_world_nvme nvme;
	struct bp_nvme_doc doc;
	struct bp_device_doc device_doc;
	struct bp_world_nvme_setup setup;
	struct bp_mishap mishap;
	bool rough;
	bool odd;
	bool few_slots;
	bool large;
	bool gone;
	u32 block_bytes;
	u32 nr_blocks;
	u32 version;
	u32 lba_at;
	u64 written;
	struct bp_nvme_io io[BP_NVME_PROOF_IOS];
	struct bp_nvme_block block[BP_NVME_PROOF_SECTORS];
	u8 *bytes;
};

/* Subject: a driver and its controller. */
void bp_nvme_proof_run(struct bp_trial *trial);

/* What kind of controller, behind what. */
void bp_nvme_proof_configure(struct bp_nvme_proof *p);

/* I/O of any kind, or nothing when none is possible now. */
void bp_nvme_proof_submit(struct bp_nvme_proof *p);

/* Something goes wrong, soon or now. */
void bp_nvme_proof_hurt(struct bp_nvme_proof *p);

/* What it is to be; its @p is set. */
void bp_nvme_proof_draw(struct bp_nvme_io *io);

static inline bool bp_nvme_io_has_data(const struct bp_nvme_io *io)
{
	return io->op == REQ_OP_READ || (io->op == REQ_OP_WRITE && io->count);
}

/* Memory of an I/O. */
void bp_nvme_proof_draw_memory(struct bp_nvme_io *io);
void bp_nvme_proof_fill(struct bp_nvme_io *io);
void bp_nvme_proof_poison(struct bp_nvme_io *io);
void bp_nvme_proof_gather(struct bp_nvme_io *io);
bool bp_nvme_proof_lend(struct bp_nvme_io *io);
void bp_nvme_proof_take_back(struct bp_nvme_io *io);

/* What blocks may hold: whether an I/O may begin, that it begins, what it did. */
bool bp_nvme_blocks_free(const struct bp_nvme_io *io);
void bp_nvme_blocks_take(struct bp_nvme_io *io);
void bp_nvme_blocks_end(struct bp_nvme_io *io, bool good);
void bp_nvme_blocks_lose_power(struct bp_nvme_proof *p);

/* The bytes of a version of a block; what is given up is all zeroes. */
void bp_nvme_block_fill(const struct bp_nvme_proof *p, u32 version, u32 lba, u8 *bytes);

/* Bytes that came from a block: are they what it may hold? */
bool bp_nvme_block_holds(const struct bp_nvme_proof *p, u32 lba, const u8 *bytes);

/* The medium, when nothing is on its way. */
void bp_nvme_proof_judge_medium(struct bp_nvme_proof *p);

#endif
