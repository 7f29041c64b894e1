/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event list: X(symbol, name, action letter or 0, meaning of a, meaning of b, sentence)
 */
#ifndef BLKPATH_EVENT_LIST_H
#define BLKPATH_EVENT_LIST_H

/* clang-format off */

#define BP_EVENT_LIST(X) \
	X(BIO_ALLOC, "bio_alloc", 0, "vectors", "", "a bio was allocated") \
	X(BIO_FREE, "bio_free", 0, "", "", "a bio was freed") \
	X(BIO_ADD, "bio_add", 0, "bytes", "joined", "data was added to a bio") \
	X(BIO_ROUND, "bio_round", 0, "bytes", "", "a bio gave back what is no whole logical block") \
	X(BIO_CLONE, "bio_clone", 0, "", "", "other was cloned into bio") \
	X(BIO_CHAIN, "bio_chain", 0, "", "", "other waits for bio") \
	X(BIO_ADVANCE, "bio_advance", 0, "bytes", "", "a bio moved on") \
	X(BIO_ENDIO, "bio_endio", 0, "status", "", "a part of a bio ended") \
	X(BIO_DONE, "bio_done", 0, "status", "", "the owner's end function runs") \
	X(BIO_COMPLETE, "bio_complete", 'C', "status", "", "a bio left the queue (trace completion)") \
	X(BIO_SUBMIT, "bio_submit", 0, "", "", "a bio was handed to generic_make_request") \
	X(BIO_REFUSED, "bio_refused", 0, "status", "", "a submission check ended a bio") \
	X(BIO_QUEUE, "bio_queue", 'Q', "", "", "a bio passed the checks") \
	X(BIO_REMAP, "bio_remap", 'A', "old sector", "old partition", "a partition was resolved") \
	X(BIO_BOUNCE, "bio_bounce", 'B', "pages", "", "other is the bounced clone of bio") \
	X(SPLIT_BEGIN, "split_begin", 0, "", "", "the splitter looks at a bio") \
	X(SPLIT, "split", 'X', "", "", "bio is the front, other the remainder") \
	X(SPLIT_END, "split_end", 0, "segments", "", "the splitter is done; bio is what goes on, other the remainder; cut without other: no memory, or its error") \
	X(COUNT, "count", 0, "segments", "", "segments were counted over a list of bios") \
	X(GETRQ, "getrq", 'G', "", "", "a bio got a request") \
	X(NO_REQUEST, "sleeprq", 'S', "", "", "no request was free") \
	X(MERGE_BEGIN, "merge_begin", 0, "type", "", "a bio is offered to a request") \
	X(MERGE_REFUSED, "merge_refused", 0, "value", "limit", "a merge was refused; the rule says why") \
	X(BACK_MERGE, "backmerge", 'M', "", "", "a bio joined a request at its end") \
	X(FRONT_MERGE, "frontmerge", 'F', "", "", "a bio joined a request at its start") \
	X(DISCARD_MERGE, "discardmerge", 'M', "", "", "a discard range joined a request") \
	X(MERGE_END, "merge_end", 0, "merged", "", "the offer is over") \
	X(RQ_MERGE_BEGIN, "rqmerge_begin", 0, "", "", "other_rq is offered to rq") \
	X(RQ_MERGE_END, "rqmerge_end", 0, "merged", "", "the offer is over") \
	X(PLUG, "plug", 'P', "", "", "the first request went on the plug list") \
	X(UNPLUG, "unplug", 'U', "requests", "explicit", "the plug list was flushed") \
	X(RQ_INSERT, "rq_insert", 'I', "", "", "a request went to a software queue or scheduler") \
	X(RQ_ISSUE, "rq_issue", 'D', "", "", "the driver started a request") \
	X(RQ_REQUEUE, "rq_requeue", 'R', "", "", "a request went back") \
	X(RQ_STATE, "rq_state", 0, "old", "new", "a request changed its state") \
	X(RQ_TAG, "rq_tag", 0, "tag", "taken", "a tag was taken or returned") \
	X(UPDATE_BEGIN, "update_begin", 0, "status", "bytes", "part of a request ended") \
	X(UPDATE_END, "update_end", 0, "more", "bytes", "the request was shortened") \
	X(RQ_COMPLETE, "rq_complete", 'C', "status", "bytes", "bytes of a request completed") \
	X(RQ_FREE, "rq_free", 0, "", "", "a request was freed") \
	X(MAP_BEGIN, "map_begin", 0, "", "", "a request is to become a scatterlist") \
	X(MAP_ENTRY, "map_entry", 0, "index", "joined", "a scatterlist entry was made or grown") \
	X(MAP_END, "map_end", 0, "entries", "", "the scatterlist is complete") \
	X(FLUSH_STEP, "flush_step", 0, "step", "", "a step of the flush sequence") \
	X(LIMIT_SET, "limit_set", 0, "setter", "value", "a limit of q was set") \
	X(INTEGRITY, "integrity", 0, "tuples", "generated", "protection was attached to a bio")

/* clang-format on */

#endif
