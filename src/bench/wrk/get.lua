-- GET of tasks named in IDS_FILE, in random order.
local paths = {}

function init()
  for id in io.lines(os.getenv("IDS_FILE")) do
    paths[#paths + 1] = wrk.path .. "/" .. id
  end
  math.randomseed(4711)
end

function request()
  return wrk.format("GET", paths[math.random(#paths)])
end
