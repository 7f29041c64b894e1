/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a far host does by RDMA to a drive of a machine: the section `p2p` of a scenario.
 *
 *   p2p:
 *     hca: "0000:03:00.0"
 *     drive: "0000:04:00.0"
 *     ios:
 *       - { op: write, bytes: 64k, count: 4 }
 *
 * Keys, of which ios must be there:
 *   machine       what lspci printed, or a scenario with a machine; the scenario
 *                 itself.  A relative path starts at the folder of the scenario
 *   hca           address of the function that is the RDMA adapter
 *   drive         address of the NVMe drive
 *   provider      address of the function whose memory is given out; the drive
 *   flows         ram, pages, direct with plus signs between; all three
 *   profile       of the adapters: ib, iwarp, tiny or virt (R-A1.4); ib
 *   depth         commands under way, 2 to 1024; 128
 *   inline_bytes  of data that may go along with a command; 4k
 *   force_mr      whether the target uses memory regions for everything; no
 *   one_by_one    whether a command begins when the one before is over; no
 *   size          of the namespace; 64M
 *   pool          of peer memory that is given out at most; all of the BAR
 *   offset        CPU less bus address of all windows of all host bridges
 *                 (P2P-A3.3), a multiple of 1M; as the machine says
 *   faults        list of NAME[@PLACE][:COUNT][,KEY=VALUE]..., of the adapters
 *                 and of the drive
 *   ios           list of commands
 * Keys of a command, all optional:
 *   op            write, read, flush or zero; write
 *   slba          first block, of 512 bytes; 0
 *   bytes         a multiple of 512 below 16M; a flush has none
 *   count         how many, one behind the other; 1
 *   way           how the data is told: usual, keyed, own_key or capsule; usual
 *   seed          of its bytes; 0
 *   wrong         what is wrong with it: KEY=VALUE,... of flags, type, key,
 *                 address, length, access, region, capsule and drop_ns
 * Of the other keys of a scenario name, seed and defects are read.
 */
#ifndef SIM_INPUT_WORKLOAD_H
#define SIM_INPUT_WORKLOAD_H

#include <limits.h>

#include <blkpath/defects.h>

#include <input/device.h>

#define BP_WORKLOAD_IOS_MAX 1024
#define BP_WORKLOAD_COMMANDS_MAX 65536
#define BP_WORKLOAD_FAULTS_MAX 32
#define BP_WORKLOAD_FAULT_TEXT_MAX 96

/* Words of op, way and flows, by index. */
enum bp_workload_op {
	BP_WORKLOAD_WRITE,
	BP_WORKLOAD_READ,
	BP_WORKLOAD_FLUSH,
	BP_WORKLOAD_ZERO,
};

enum bp_workload_way {
	BP_WORKLOAD_USUAL,
	BP_WORKLOAD_KEYED,
	BP_WORKLOAD_OWN_KEY,
	BP_WORKLOAD_CAPSULE,
};

enum {
	BP_WORKLOAD_RAM = 1 << 0,
	BP_WORKLOAD_PAGES = 1 << 1,
	BP_WORKLOAD_DIRECT = 1 << 2,
	BP_WORKLOAD_ALL = (1 << 3) - 1,
};

/**
 * struct bp_workload_wrong - what a hostile host does to a command; all 0: nothing
 * @flags: turned round in the flags of the command
 * @type: in the type of its descriptor
 * @key: in the key of its descriptor
 * @address: added to the address, or the offset, of its descriptor
 * @length: to its length
 * @access: turned round in what the key allows
 * @region: bytes at the end of the data that the key does not reach
 * @capsule: bytes of the capsule that are not sent
 * @drop_ns: the host drops the connection so long after
 * @written: one bit per row of the table of keys
 */
struct bp_workload_wrong {
	u64 flags;
	u64 type;
	u64 key;
	u64 address;
	u64 length;
	u64 access;
	u64 region;
	u64 capsule;
	u64 drop_ns;
	u32 written;
};

/**
 * struct bp_workload_io - commands; members as the keys above
 * @line: where they stand
 * @written: one bit per row of the table of keys
 */
struct bp_workload_io {
	u64 op;
	u64 slba;
	u64 bytes;
	u64 count;
	u64 way;
	u64 seed;
	struct bp_workload_wrong wrong;
	unsigned line;
	u32 written;
};

/* A fault as it was written, and where. */
struct bp_workload_fault {
	char text[BP_WORKLOAD_FAULT_TEXT_MAX];
	unsigned line;
};

/**
 * struct bp_workload - a workload as somebody described it; members as the keys above
 * @name: title, "" when there is none; as far as there is room, without control characters
 * @seed: of the scenario
 * @defects: switches
 * @machine: name of a file
 * @written: one bit per row of the table of keys
 */
struct bp_workload {
	char name[128];
	u64 seed;
	struct bp_defects defects;
	char machine[PATH_MAX];
	char hca[BP_PCI_NAME_MAX];
	char drive[BP_PCI_NAME_MAX];
	char provider[BP_PCI_NAME_MAX];
	u64 flows;
	u64 profile;
	u64 depth;
	u64 inline_bytes;
	u64 force_mr;
	u64 one_by_one;
	u64 size;
	u64 pool;
	u64 offset;
	u32 written;
	struct bp_workload_fault fault[BP_WORKLOAD_FAULTS_MAX];
	unsigned nr_faults;
	struct bp_workload_io *ios;
	unsigned nr_ios;
};

/**
 * bp_workload_load - read the workload of a scenario
 * @path: scenario file
 * @workload: receives it, to be freed with bp_workload_free()
 * @err: receives the message: file, line, key, what is allowed
 *
 * Return: 0, or negative errno with @err filled; @workload is then NULL.
 */
int bp_workload_load(const char *path, struct bp_workload **workload, struct bp_error *err);

/* Frees; NULL is allowed. */
void bp_workload_free(struct bp_workload *workload);

/* The word of profile. */
const char *bp_workload_profile(const struct bp_workload *workload);

/* Whether somebody wrote a key of the section. */
bool bp_workload_wrote(const struct bp_workload *workload, const char *key);

/* Reads an offset of host bridges: hexadecimal with 0x, or a size; whole MiB. */
int bp_workload_offset(const struct bp_place *at, const char *text, u64 *offset,
		       struct bp_error *err);

#endif
