/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario file as it is written: every value still text, NULL where a key is missing.
 */
#ifndef SIM_INPUT_SCENARIO_YAML_H
#define SIM_INPUT_SCENARIO_YAML_H

#include <input/device.h>
#include <input/limits_source.h>
#include <input/nvme.h>
#include <input/yaml_lines.h>

#define BP_SCENARIO_IOS_MAX 1024
#define BP_SCENARIO_VECTORS_MAX 256

/* [address, bytes]; not an array in place, whose entries libcyaml 1.3 frees twice */
typedef char **bp_yaml_vector;

struct bp_yaml_io {
	char *op;
	char **flags;
	unsigned flags_count;
	char *sector;
	char *bytes;
	char *layout;
	bp_yaml_vector *vectors;
	unsigned vectors_count;
	char *dma;
	char *provider;
};

struct bp_yaml_scenario {
	char *name;
	char *seed;
	char *rules;
	char *page_size;
	char *limits;
	char *queue[BP_LIMITS_KEYS_MAX]; /* by row of the table of limit keys */
	char **defects;
	unsigned defects_count;
	char *capacity_sectors;
	char *device[BP_DEVICE_KEYS_MAX]; /* by index of the keys of a device */
	char *nvme[BP_NVME_KEYS_MAX];	  /* by index of the keys of a controller */
	char **faults;
	unsigned faults_count;
	char *plug;
	struct bp_yaml_io *ios;
	unsigned ios_count;
};

/**
 * bp_yaml_scenario_load - load a file through libcyaml
 * @path: file name
 * @lines: where its keys stand
 * @raw: receives the values, to be freed with bp_yaml_scenario_free()
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @raw is then NULL.
 */
int bp_yaml_scenario_load(const char *path, const struct bp_yaml_lines *lines,
			  struct bp_yaml_scenario **raw, struct bp_error *err);

void bp_yaml_scenario_free(struct bp_yaml_scenario *raw);

#endif
