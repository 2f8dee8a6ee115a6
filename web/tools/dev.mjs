// For work on the front-end: a server's pages with this folder's fresh build instead of the one inside the program.
//
//   npx vite build --watch &  node tools/dev.mjs http://127.0.0.1:7460 7461
import { existsSync, readFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
export const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' }

/** Passes everything on to `target` but /static/ files that web/dist has. */
export async function overlay(target, port = 0) {
  const to = new URL(target)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, target)
    const file = pathname.startsWith('/static/') ? join(dist, normalize(pathname.slice(8))) : ''
    if (file.startsWith(dist) && extname(file) in TYPES && existsSync(file)) {
      response.writeHead(200, { 'content-type': TYPES[extname(file)], 'content-encoding': 'gzip', 'cache-control': 'no-store' }).end(gzipSync(readFileSync(file)))
      return
    }
    const headers = { ...request.headers, 'accept-encoding': 'identity' }
    const onward = ask({ host: to.hostname, port: to.port, path: request.url, method: request.method, headers }, (answer) => {
      if (!String(answer.headers['content-type']).startsWith('text/html')) {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
        return
      }
      // A program that was built without web/dist does not ask for scripts.
      const parts = []
      answer.on('data', (part) => parts.push(part)).on('end', () => {
        const page = Buffer.concat(parts).toString()
        const whole = page.includes('/static/app.js') ? page : page.replace('</head>', '<script type="module" src="/static/app.js"></script></head>')
        const { 'content-length': _, ...rest } = answer.headers
        response.writeHead(answer.statusCode, { ...rest, 'content-encoding': 'gzip' }).end(gzipSync(whole))
      })
    })
    onward.on('error', () => response.writeHead(502).end())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready))
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await overlay(argv[2] ?? 'http://127.0.0.1:7460', Number(argv[3] ?? 7461))
  console.log(`${address}/ar/`)
}
