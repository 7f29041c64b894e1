/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>
#include <stdlib.h>

#include <blkpath/blktrace.h>

#include <output/blktrace_file.h>
#include <output/new_file.h>

struct bp_blktrace_file {
	struct bp_sink sink;
	struct bp_env *env;
	struct bp_new_file *file;
	struct bp_blktrace_origin origin;
	char name[BP_BLKTRACE_NAME_BYTES];
	bool name_due; /* before the next record */
};

/* Records written later may lack what this one knows. */
static void remember_device(struct bp_blktrace_file *f, const struct bp_event *event)
{
	const struct gendisk *disk = event->bio	 ? event->bio->bi_disk
				     : event->rq ? event->rq->rq_disk
						 : NULL;

	if (disk)
		f->origin.device = disk->major << BLK_TRACE_MINOR_BITS | disk->first_minor;
}

static void put(struct bp_blktrace_file *f, const u8 *record, size_t bytes)
{
	/* A failure stays in the stream and is told at commit. */
	fwrite(record, 1, bytes, bp_new_file_stream(f->file));
	f->origin.sequence++;
}

static void put_name(struct bp_blktrace_file *f)
{
	u8 record[sizeof(struct blk_io_trace) + BP_BLKTRACE_NAME_BYTES];

	f->name_due = false;
	put(f, record, bp_blktrace_encode_process(&f->origin, f->env->now_ns, f->name, record));
}

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct bp_blktrace_file *f = bp_container_of(sink, struct bp_blktrace_file, sink);
	u8 record[BP_BLKTRACE_RECORD_MAX];
	size_t bytes;

	if (!bp_event_info(event->id)->action)
		return;
	remember_device(f, event);
	if (f->name_due)
		put_name(f);
	bytes = bp_blktrace_encode(event, &f->origin, record);
	if (bytes)
		put(f, record, bytes);
}

int bp_blktrace_file_open(const char *path, struct bp_env *env, struct bp_blktrace_file **made,
			  struct bp_error *err)
{
	struct bp_blktrace_file *f = calloc(1, sizeof(*f));
	int rc;

	*made = NULL;
	if (!f) {
		bp_error_set(err, path, 0, NULL, "out of memory");
		return -ENOMEM;
	}
	rc = bp_new_file_open(path, &f->file, err);
	if (rc) {
		free(f);
		return rc;
	}
	f->env = env;
	f->sink.fn = hear;
	f->origin.sequence = 1;
	bp_blktrace_file_origin(f, 1, "blkpath");
	bp_sink_add(env, &f->sink);
	*made = f;
	return 0;
}

void bp_blktrace_file_origin(struct bp_blktrace_file *f, unsigned pid, const char *name)
{
	f->origin.pid = pid;
	strlcpy(f->name, name, sizeof(f->name));
	f->name_due = true;
}

int bp_blktrace_file_commit(struct bp_blktrace_file *f, struct bp_error *err)
{
	int rc;

	bp_sink_remove(f->env, &f->sink);
	rc = bp_new_file_commit(f->file, err);
	free(f);
	return rc;
}

void bp_blktrace_file_abort(struct bp_blktrace_file *f)
{
	if (!f)
		return;
	bp_sink_remove(f->env, &f->sink);
	bp_new_file_abort(f->file);
	free(f);
}
