/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVMe commands and completions in words.
 */
#ifndef SIM_DRAW_NVME_WORDS_H
#define SIM_DRAW_NVME_WORDS_H

#include <blkpath/nvme_event.h>

#define BP_NVME_WORDS_MAX 160
#define BP_NVME_SQE_ROWS 8

/* "read", "dataset management"; "opcode 0x7f" of one that has no name.  @admin: of queue 0. */
const char *bp_nvme_opcode_words(u8 opcode, bool admin, char *words);

/* "simple PRP", "SGL", ... */
const char *bp_nvme_choice_words(enum bp_nvme_choice choice);

/* What the 8 bytes of a row of a command say; "" for nothing.  @admin: of queue 0. */
const char *bp_nvme_sqe_words(const struct nvme_command *cmd, bool admin, unsigned row,
			      char *words);

/* "success"; "0x4004 data transfer error, do not retry", from the status of a completion. */
const char *bp_nvme_status_text(__le16 status, char *words);

/* "data block", "segment", "last segment", ...: the type of an SGL descriptor. */
const char *bp_nvme_sgl_words(u8 type);

#endif
