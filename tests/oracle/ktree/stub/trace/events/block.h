/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nobody traces. */
#ifndef KTREE_TRACE_EVENTS_BLOCK_H
#define KTREE_TRACE_EVENTS_BLOCK_H

#define trace_block_split(...) ((void)0)
#define trace_block_rq_merge(...) ((void)0)
#define trace_block_bio_backmerge(...) ((void)0)
#define trace_block_bio_frontmerge(...) ((void)0)
#define trace_block_bio_complete(...) ((void)0)
#define trace_block_bio_queue(...) ((void)0)
#define trace_block_bio_remap(...) ((void)0)

#endif
