-- wrk: asks the addresses of a file in turn; with a serial number, no two texts are the same.
-- wrk … -- FILE [SERIAL]: SERIAL begins the comment that is appended to each query.
local paths, serial, count = {}, nil, 0

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  serial = args[2]
  wrk.headers["Accept"] = "application/sparql-results+json"
end

function request()
  count = count + 1
  local path = paths[(count - 1) % #paths + 1]
  if serial then path = path .. "%0A%23" .. serial .. "-" .. count end
  return wrk.format("GET", path)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
