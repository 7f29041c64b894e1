/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device that memory is mapped for, told by every command that maps.
 */
#ifndef SIM_CLI_DEVICE_PRINT_H
#define SIM_CLI_DEVICE_PRINT_H

#include <jansson.h>
#include <stdio.h>

#include "world/device.h"

/* For people, with an empty line behind; nothing without a device. */
void bp_device_print(FILE *out, const struct bp_world_device *device);

/* For programs. */
json_t *bp_device_json(const struct bp_world_device *device);

#endif
