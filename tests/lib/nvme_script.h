/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe controller that does what a test says, to look at the host driver with: it keeps rings
 * and registers, answers admin commands, and ends I/O commands without moving a byte.
 *
 * The machine is that of p2p.h with RAM: BAR 0 has the registers, BAR 2 the controller's memory.
 */
#ifndef BP_TEST_NVME_SCRIPT_H
#define BP_TEST_NVME_SCRIPT_H

#include <blkpath/nvme_event.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/nvme_queue.h>

#include "mem/ram.h"
#include "p2p.h"

#define T_SCRIPT_QUEUES 40
#define T_SCRIPT_LOG 1024
#define T_SCRIPT_TAPE 16

struct t_script_queue {
	u64 sq;
	u64 cq;
	u16 sq_size;
	u16 cq_size;
	u16 sq_head;
	u16 sq_tail;
	u16 cq_tail;
	u16 cq_head;
	u8 phase;
	bool interrupts;
	u16 vector;
	unsigned sq_rings;
	unsigned cq_rings;
};

/**
 * struct t_script - a machine and its controller
 * @p2p: machine
 * @ram: its memory
 * @pdev: the function
 * @params: for the driver
 * @dev: the driver's, after t_script_probe()
 * @cap: register CAP, as others by their names
 * @ready_ns: how long RDY takes
 * @never_ready: it never becomes ready
 * @gone: registers read as ones
 * @cmb: bytes of BAR 2
 * @id: Identify Controller
 * @ns: Identify Namespace, of all
 * @highest: if not 0, namespaces 1 to @highest exist instead of @namespaces
 * @no_lists: it does not know lists of namespaces
 * @nr_queues: that it grants
 * @nr_cqs: completion queues, if they are fewer
 * @status: of admin commands by opcode; NVH-33
 * @status_after: so many of the opcode succeed before
 * @hold: I/O commands stay until t_script_finish()
 * @log: what came: "cc=460001", and "id1", "feat7", "cq1", "sq1" of admin commands
 * @queue: by number
 * @held: ids of held commands of queue 1, in order
 * @nr_held: how many
 * @last_io: the last I/O command
 * @last_admin: the last admin command
 * @sink: records events
 * @alarm: for tests
 * @steps: registers read or written, commands taken and completions posted so far
 * @on_step: called before each; may be NULL
 * @dead: takes and ends no command until it is enabled anew
 * @lose: how many completions get lost, from the next one on; as are
 * @lose_io: those of I/O commands do
 * @twice: how many are posted twice
 * @mute: how many come without a message
 * @spoil: status of the next completion, 0 for its own
 * @stray: bits that the id of the next completion gets wrong
 */
struct t_script {
	struct t_p2p p2p;
	struct bp_env *env;
	struct bp_ram *ram;
	struct pci_dev *pdev;
	struct bp_nvme_params params;
	struct nvme_dev *dev;
	u64 cap;
	u32 vs;
	u32 cc;
	u32 csts;
	u32 aqa;
	u64 asq;
	u64 acq;
	u32 cmbloc;
	u32 cmbsz;
	u64 ready_ns;
	bool never_ready;
	bool gone;
	u8 cmb[T_P2P_BAR2];
	struct nvme_id_ctrl id;
	struct nvme_id_ns ns;
	u32 namespaces[4];
	u32 highest;
	bool no_lists;
	u16 nr_queues;
	u16 nr_cqs;
	u16 status[256];
	unsigned status_after[256];
	bool hold;
	char log[T_SCRIPT_LOG];
	struct t_script_queue queue[T_SCRIPT_QUEUES];
	u16 held[64];
	unsigned nr_held;
	struct nvme_command last_io;
	struct nvme_command last_admin;
	u16 aer_cid;
	bool aer_waits;
	struct bp_work work;
	struct bp_timer timer;
	struct bp_sink sink;
	struct bp_nvme_doorbell rung[T_SCRIPT_TAPE];
	unsigned nr_rung;
	struct bp_timer alarm;
	unsigned steps;
	void (*on_step)(struct t_script *t);
	bool dead;
	unsigned lose;
	bool lose_io;
	unsigned twice;
	unsigned mute;
	u16 spoil;
	u16 stray;
};

/* A 1.3 controller with queues of 1024 entries, four of them, and one namespace of 2048 blocks. All
 * windows have @offset. */
void t_script_init(struct t_script *t, u64 offset);

/* A test with a controller of its own: its `*state` is a struct t_script. */
int t_script_set_up(void **state);
int t_script_tear_down(void **state);
#define t_in_script(test) cmocka_unit_test_setup_teardown(test, t_script_set_up, t_script_tear_down)

/* Everything must be given back. */
void t_script_fini(struct t_script *t);

/* The driver meets it; @result is what nvme_probe() says. */
int t_script_probe(struct t_script *t);

/* Posts a completion in a queue. */
void t_script_post(struct t_script *t, u16 qid, u16 cid, u16 status, u64 result);

/* Completes the first command that is held. */
void t_script_finish(struct t_script *t, u16 status);

/* An asynchronous event. */
void t_script_event(struct t_script *t, u32 result);

/* A bio of 8 sectors for the first namespace. */
struct bio *t_script_bio(struct t_script *t, unsigned opf, sector_t sector);

#endif
