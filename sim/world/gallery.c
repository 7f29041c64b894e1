/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "world/gallery_flow.h"
#include "world/world.h"

void bp_exhibit_note(struct bp_exhibit *exhibit, const char *name, const char *format, ...)
{
	struct bp_fact *fact;
	va_list args;

	if (exhibit->nr_facts == BP_FACTS_MAX)
		return;
	fact = &exhibit->facts[exhibit->nr_facts++];
	snprintf(fact->name, sizeof(fact->name), "%s", name);
	va_start(args, format);
	vsnprintf(fact->value, sizeof(fact->value), format, args);
	va_end(args);
}

static int put_limits(const struct bp_gallery_case *shown, struct bp_limits_doc *limits,
		      struct bp_error *err)
{
	int error = bp_limits_load("default", NULL, limits, err);

	for (size_t i = 0; i < bp_array_size(shown->set) && shown->set[i] && !error; i++) {
		const char *value = strchr(shown->set[i], '=') + 1;
		char key[40];
		struct bp_place at = { .key = key };

		snprintf(key, sizeof(key), "%.*s", (int)(value - shown->set[i] - 1), shown->set[i]);
		error = bp_limits_put(limits, &at, value, err);
	}
	limits->queue_flags |= shown->queue_flags;
	return error;
}

static void show_caught(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	struct bp_catch catcher;

	if (bp_catch(&world->env, &catcher))
		return;
	shown->show(world, shown, exhibit);
	bp_world_drain(world);
	bp_world_unbind(world);
	bp_catch_pop(&world->env, &catcher);
	bp_findings_end(&exhibit->findings, bp_world_pages_held(world));
}

/* The disk is a controller, or the null device. */
struct gallery_disk {
	struct bp_device_doc device;
	struct bp_nvme_doc nvme;
};

static int make_disk(const struct bp_gallery_case *shown, struct gallery_disk *disk,
		     struct bp_world_config *config, struct bp_error *err)
{
	const struct bp_place at = { .key = "nvme" };
	int error = 0;

	if (!shown->nvme)
		return 0;
	bp_device_init(&disk->device);
	bp_nvme_doc_init(&disk->nvme);
	if (shown->device)
		error = bp_device_parse(&disk->device, &at, shown->device, err);
	disk->device.is_nvme = disk->nvme.on = true;
	config->device = &disk->device;
	config->nvme = &disk->nvme;
	config->limits = NULL; /* it has its own */
	error = error ?: bp_nvme_doc_parse(&disk->nvme, &at, shown->nvme, err);
	if (!error && shown->fault)
		error = bp_nvme_doc_add_fault(&disk->nvme, &at, shown->fault, err);
	return error ?: bp_nvme_doc_check(&disk->nvme, &at, err);
}

/* What goes wrong while the disk is brought up belongs to the exhibit. */
static int run_in(struct bp_world *world, const struct bp_world_config *config,
		  const struct bp_gallery_case *shown, struct bp_exhibit *exhibit,
		  struct bp_error *err)
{
	int error = bp_findings_start(&exhibit->findings, &world->env, true);

	if (error)
		return error;
	error = bp_world_start(world, config, err);
	if (!error)
		show_caught(world, shown, exhibit);
	bp_findings_stop(&exhibit->findings);
	return error;
}

static int run_in_world(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
			struct bp_error *err)
{
	struct gallery_disk disk;
	struct bp_limits_doc limits;
	struct bp_world_config config = {
		.limits = &limits, .rules = bp_rules_find(NULL), .page_shift = 12, .depth = 1
	};
	struct bp_world *world;
	int error = put_limits(shown, &limits, err);

	memset(exhibit, 0, sizeof(*exhibit));
	bp_defect_set(&config.defects, shown->defect, on);
	error = error ?: make_disk(shown, &disk, &config, err);
	if (error)
		return error;
	world = bp_world_new(&config);
	if (!world)
		return bp_error_set(err, NULL, 0, NULL, "no memory for the simulated device");
	error = run_in(world, &config, shown, exhibit, err);
	bp_world_close(world);
	return error;
}

int bp_gallery_run(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
		   struct bp_error *err)
{
	return shown->flow ? bp_gallery_flow_run(shown, on, exhibit, err)
			   : run_in_world(shown, on, exhibit, err);
}
