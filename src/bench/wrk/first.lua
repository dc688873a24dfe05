-- GET of tasks named in IDS_FILE, in random order, until FIRST answers have come. Prints when every thousandth of them came,
-- in seconds since the first request was made, and ends the program at once: wrk itself counts in seconds, not in answers.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } bench_time;
int clock_gettime(int clock, bench_time *time);
]]

local paths, times, answers, refused, start = {}, {}, 0, 0, nil

local function now()
  local time = ffi.new("bench_time")
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

function init()
  for id in io.lines(os.getenv("IDS_FILE")) do
    paths[#paths + 1] = wrk.path .. "/" .. id
  end
  wrk.headers["Cookie"] = os.getenv("COOKIE")
  math.randomseed(4711)
end

function request()
  start = start or now()
  return wrk.format("GET", paths[math.random(#paths)])
end

function response(status)
  answers = answers + 1
  if status ~= 200 then
    refused = refused + 1
  end
  if answers % 1000 == 0 then
    times[#times + 1] = string.format("%.3f", now() - start)
  end
  if answers == tonumber(os.getenv("FIRST")) then
    print(string.format('FIRST {"answers": %d, "refused": %d, "seconds": [%s]}', answers, refused, table.concat(times, ", ")))
    io.stdout:flush()
    os.exit(0)
  end
end
