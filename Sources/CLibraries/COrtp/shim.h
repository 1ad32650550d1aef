#pragma once
#include <ortp/ortp.h>
#include <ortp/rtcp.h>
#include <ortp/payloadtype.h>
#include <ortp/telephonyevents.h>
#include <ortp/event.h>
